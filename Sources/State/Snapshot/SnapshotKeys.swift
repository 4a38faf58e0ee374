package import Observables

/// The values under which an indicator is found.
package struct SnapshotKeys: Sendable {
    private let readers = ObservableKind.allCases.map(DeclaredReader.init(kind:))

    package init() {}

    /// The canonical forms of a printed value, at least one: a file is known by each of its hashes. A value that cannot be read is
    /// its own form, so that `*.example.com` stays what it is.
    package func keys(of summary: String, kind: ObservableKind) -> [String] {
        guard kind == .file, summary.contains(" : ") else { return [key(of: summary, kind: kind)] }
        var keys: [String] = []
        for part in summary.split(separator: " : ") {
            let key = key(of: String(part), kind: kind)
            if !keys.contains(key), keys.count < SnapshotRecord.mostKeys { keys.append(key) }
        }
        return keys.isEmpty ? [summary] : keys
    }

    private func key(of text: String, kind: ObservableKind) -> String {
        // A reader takes some hashes for placeholders; here they are what the server has.
        if kind == .file { return text.uppercased() }
        return readers[Int(kind.rawValue)].observable(in: text)?.canonical ?? text
    }
}
