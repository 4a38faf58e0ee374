/// Finds observables in free text: messages, command lines, mail bodies, lists.
package struct Extractor: Sendable {
    private let reader: ValueReader

    /// - Parameter kinds: what to look for; only detectable kinds are ever found.
    package init(kinds: ObservableKinds) {
        reader = ValueReader(kinds: kinds)
    }

    /// Appends what `bytes` holds in order of appearance, leaving out what `found` holds already.
    package func observables(in bytes: UnsafeBufferPointer<UInt8>, into found: inout [Observable]) {
        let detector = Detector(kinds: reader.kinds)
        if let one = detector.observable(in: bytes), !found.contains(one) { found.append(one) }
    }
}
