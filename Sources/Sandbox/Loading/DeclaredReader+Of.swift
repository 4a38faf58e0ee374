import Observables

extension DeclaredReader {
    private static let readers = Dictionary(
        uniqueKeysWithValues: ObservableKind.allCases.map { ($0, DeclaredReader(kind: $0)) }
    )

    /// One reader per kind, made once.
    static func of(_ kind: ObservableKind) -> DeclaredReader { readers[kind] ?? DeclaredReader(kind: kind) }
}
