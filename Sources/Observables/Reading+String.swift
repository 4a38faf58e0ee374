extension Detector {
    /// The observable that the whole text is, as for bytes.
    package func observable(in text: String) -> Observable? { text.withBytes { observable(in: $0) } }
}

extension DeclaredReader {
    /// The observable that the text is, as for bytes.
    package func observable(in text: String) -> Observable? { text.withBytes { observable(in: $0) } }
}

extension Extractor {
    /// What the text holds, in order of appearance, each once.
    package func observables(in text: String) -> [Observable] {
        var found: [Observable] = []
        _ = text.withBytes { observables(in: $0, into: &found) }
        return found
    }
}
