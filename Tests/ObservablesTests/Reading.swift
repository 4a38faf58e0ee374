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

/// SplitMix64: the same numbers for the same seed everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
