import Observables

/// What the detector sees in a text, as `Kind canonical`; nil for nothing.
func detected(_ text: String, kinds: ObservableKinds = .detectable) -> String? {
    detected(Array(text.utf8), kinds: kinds)
}

func detected(_ bytes: [UInt8], kinds: ObservableKinds = .detectable) -> String? {
    bytes.withUnsafeBufferPointer { Detector(kinds: kinds).observable(in: $0) }.map(line)
}

/// The canonical form of a text declared to be of a kind.
func declared(_ kind: ObservableKind, _ text: String) -> String? {
    let found = Array(text.utf8).withUnsafeBufferPointer { DeclaredReader(kind: kind).observable(in: $0) }
    return found?.canonical
}

/// What the extractor finds in a text, in order.
func extracted(_ text: String, kinds: ObservableKinds = .detectable) -> [String] {
    extraction(Array(text.utf8), kinds: kinds).found.map(line)
}

/// The finds and the work they took.
func extraction(_ bytes: [UInt8], kinds: ObservableKinds = .detectable) -> (found: [Observable], work: Int) {
    var found: [Observable] = []
    let work = bytes.withUnsafeBufferPointer { Extractor(kinds: kinds).observables(in: $0, into: &found) }
    return (found, work)
}

func line(_ observable: Observable) -> String { "\(observable.kind.name) \(observable.canonical)" }
