/// A text that must never be seen: credentials, proxy passwords. It cannot be printed, dumped or interpolated.
package struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let value: String

    package init(_ value: String) { self.value = value }

    /// The text itself, for the one place that has to send or sign it.
    package func reveal() -> String { value }

    package var description: String { "[secret]" }
    package var debugDescription: String { "[secret]" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
