/// Why an allowlist cannot be used.
package struct AllowlistError: Error, Sendable, Hashable, CustomStringConvertible {
    package let path: String
    /// Where in the file: `line 3, column 7`, `entry 12 of 'list'`, or a member's name.
    package let place: String
    package let problem: String
    package let advice: String

    package var description: String { "allowlist \(path): \(place): \(problem); \(advice)" }
}
