/// Why the state file cannot be used.
package struct StateError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// The folder or file cannot be created, read or written.
        case inaccessible
        /// Not an SQLite file, or a damaged one.
        case damaged
        /// An SQLite file of another program.
        case foreign
        /// Written by a later version.
        case newer
        /// Another process held the file for longer than ``StateStore/busyTimeout``.
        case busy
        /// Another run has it.
        case held
    }

    package let code: Code
    package let path: String
    /// The system's or SQLite's words.
    package let cause: String

    package init(code: Code, path: String, cause: String) {
        self.code = code
        self.path = path
        self.cause = cause
    }

    package var description: String {
        switch code {
        case .inaccessible: "cannot use the state file \(path): \(cause)"
        case .damaged:
            "the state file \(path) is damaged or no state file (\(cause)); move it away, and a new one is made without the history"
        case .foreign: "\(path) is the database of another program; name another state file"
        case .newer: "the state file \(path) was written by a later version; use that version, or another state file"
        case .held:
            "the state file \(path) is held by \(cause); wait until it has ended, or use another state file"
        case .busy:
            "the state file \(path) is in use by another process (\(cause)); wait for it, or use another state file"
        }
    }
}
