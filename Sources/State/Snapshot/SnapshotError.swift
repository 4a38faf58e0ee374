/// Why a snapshot cannot be used.
package struct SnapshotError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// There is no such file.
        case missing
        /// The file or its folder cannot be read or written.
        case inaccessible
        /// A file of another kind.
        case foreign
        /// Written by another version, in a form that this one does not read.
        case version
        /// Shorter than it says, or its bytes are not what was written.
        case damaged
        /// Another update of the same snapshot is under way.
        case busy
    }

    package let code: Code
    package let path: String
    /// For people: the system's words, or what is wrong where.
    package let cause: String

    package init(_ code: Code, path: String, cause: String) {
        self.code = code
        self.path = path
        self.cause = cause
    }

    package var description: String {
        switch code {
        case .missing: "there is no snapshot \(path); make it with 'tcenrich snapshot update'"
        case .inaccessible: "cannot use the snapshot \(path): \(cause)"
        case .foreign: "\(path) is no snapshot (\(cause)); name another file in 'enrich.snapshot'"
        case .version:
            "the snapshot \(path) was written by another version (\(cause)); make it anew with 'tcenrich snapshot update --full'"
        case .damaged:
            "the snapshot \(path) is damaged (\(cause)); make it anew with 'tcenrich snapshot update --full'"
        case .busy: "the snapshot \(path) is being updated by another process (\(cause)); wait for it to end"
        }
    }
}
