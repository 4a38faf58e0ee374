internal import Observables

/// Finds out which of the values asked about an indicator is.
struct ValueMatcher {
    private let asked: Set<Observable>
    private let readers: [ObservableKind: DeclaredReader]

    init(_ query: ValueQuery) {
        asked = Set(query.observables)
        let kinds = Set(query.observables.map(\.kind))
        readers = Dictionary(uniqueKeysWithValues: kinds.map { ($0, DeclaredReader(kind: $0)) })
    }

    /// Empty for an indicator that nobody asked about; several for a file of which several hashes were asked.
    ///
    /// - Parameters:
    ///   - type: What the server calls its type; nil where it does not say, which is clear only where one kind was asked about.
    ///   - hashes: Of a file, upper case.
    func observables(type: String?, summary: String?, hashes: [String]) -> [Observable] {
        guard let kind = kind(type), let reader = readers[kind] else { return [] }
        var forms = hashes
        if let summary {
            if kind == .file {
                forms += summary.split(separator: " : ").map { $0.uppercased() }
            } else {
                forms += [summary, reader.observable(in: summary)?.canonical].compactMap { $0 }
            }
        }
        var found: [Observable] = []
        for form in forms {
            let observable = Observable(kind: kind, canonical: form)
            if asked.contains(observable), !found.contains(observable) { found.append(observable) }
        }
        return found
    }

    private func kind(_ type: String?) -> ObservableKind? {
        guard let type = type?.lowercased() else { return readers.count == 1 ? readers.keys.first : nil }
        return readers.keys.first { $0.name.lowercased() == type }
    }
}
