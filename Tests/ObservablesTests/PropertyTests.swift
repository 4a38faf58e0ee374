import Observables
import TestSupport
import Testing

/// Statements about all values, tried on generated ones. A failure names the seed.
@Suite struct PropertyTests {
    private let seed = UInt64.random(in: .min ... .max)

    @Test func canonicalFormIsDetectedAsItself() {
        var values = ValueGenerator(seed: seed)
        for _ in 0..<5_000 {
            let text = values.value()
            guard let first = observable(text) else {
                Issue.record("\(text) not detected, seed \(seed)")
                continue
            }
            #expect(observable(first.canonical) == first, "\(text), seed \(seed)")
        }
    }

    @Test func defangedFormIsDetectedAsTheSame() {
        var values = ValueGenerator(seed: seed)
        for _ in 0..<5_000 {
            let text = values.value()
            guard let first = observable(text) else { continue }
            #expect(observable(first.defanged) == first, "\(first.defanged), seed \(seed)")
        }
    }

    @Test func extractorFindsASingleValueAsTheDetectorDoes() {
        var values = ValueGenerator(seed: seed)
        for _ in 0..<5_000 {
            let text = values.value()
            let expected = observable(text).map { [$0] } ?? []
            #expect(extraction(Array(text.utf8)).found == expected, "\(text), seed \(seed)")
        }
    }

    @Test func sentenceAroundAValueChangesNothing() {
        var values = ValueGenerator(seed: seed)
        for _ in 0..<2_000 {
            let (first, second) = (values.value(), values.value())
            let expected = [observable(first), observable(second)].compactMap { $0 }
            let text = "seen (\(first)), then \"\(second)\"."
            let found = extraction(Array(text.utf8)).found
            #expect(
                found == (expected.first == expected.last ? Array(expected.prefix(1)) : expected),
                "\(text), \(seed)"
            )
        }
    }

    @Test func randomBytesNeitherCrashNorGiveUnstableForms() {
        var generator = SeededGenerator(seed: seed)
        let alphabet =
            Array("aA1fx.:/@%[](){}\\-_ <>\"',;#?=+*&\u{FC}例\u{A0}hxxp://as.com".utf8) + [0xFF, 0xC3, 0xE2, 0]
        let kinds = ObservableKind.allCases.map { DeclaredReader(kind: $0) }
        for _ in 0..<20_000 {
            let length = Int.random(in: 0...40, using: &generator)
            let bytes = (0..<length).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            bytes.withUnsafeBufferPointer { buffer in
                _ = Refang.refang(buffer, acrossBlanks: true)
                for reader in kinds { _ = reader.observable(in: buffer) }
            }
            for found in extraction(bytes).found + detectedObservables(bytes) {
                #expect(observable(found.canonical) == found, "\(bytes), seed \(seed)")
                _ = (found.host, found.specialPurpose, found.defanged)
            }
        }
    }

    private func detectedObservables(_ bytes: [UInt8]) -> [Observable] {
        bytes.withUnsafeBufferPointer { Detector().observable(in: $0) }.map { [$0] } ?? []
    }

    private func observable(_ text: String) -> Observable? {
        detectedObservables(Array(text.utf8)).first
    }
}

/// Makes values of every detectable kind in the spellings logs use.
private struct ValueGenerator {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func value() -> String {
        switch Int.random(in: 0..<9, using: &generator) {
        case 0: address4()
        case 1: address6()
        case 2: "\(address4())/\(Int.random(in: 0...32, using: &generator))"
        case 3: "\(address6())/\(Int.random(in: 0...128, using: &generator))"
        case 4: host()
        case 5: "\(letters(1...8)).\(letters(1...8))@\(host())"
        case 6: digits("0123456789abcdefABCDEF", [32, 40, 64].randomElement(using: &generator) ?? 32)
        case 7: "AS\(Int.random(in: 1...999_999, using: &generator))"
        default: url()
        }
    }

    private mutating func url() -> String {
        let scheme = ["http", "HTTPS", "hxxp", "ftp", "hxxps"].randomElement(using: &generator) ?? "http"
        let port = Bool.random(using: &generator) ? ":\(Int.random(in: 1...65_535, using: &generator))" : ""
        let place = Bool.random(using: &generator) ? host() : address4()
        return
            "\(scheme)://\(place)\(port)/\(letters(0...6))/\(letters(1...6)).php?q=\(letters(1...4))%20x#\(letters(1...3))"
    }

    private mutating func host() -> String {
        let ending =
            ["com", "NET", "org", "ru", "co.uk", "example", "xn--p1ai"].randomElement(using: &generator) ?? "com"
        let first = Bool.random(using: &generator) ? "www" : "b\u{FC}cher"
        return "\(first).\(letters(1...12))-\(Int.random(in: 0...99, using: &generator)).\(ending)"
    }

    private mutating func address4() -> String {
        (0..<4).map { _ in String(Int.random(in: 0...255, using: &generator)) }.joined(separator: ".")
    }

    private mutating func address6() -> String {
        let groups = (0..<Int.random(in: 2...5, using: &generator)).map { _ in
            String(
                UInt16.random(in: 256...65_535, using: &generator),
                radix: 16,
                uppercase: Bool.random(using: &generator)
            )
        }
        return "2001:db8:\(groups.prefix(2).joined(separator: ":"))::\(groups.dropFirst(2).joined(separator: ":"))"
    }

    private mutating func letters(_ length: ClosedRange<Int>) -> String {
        digits("abcdefghijkABCDEF", Int.random(in: length, using: &generator))
    }

    private mutating func digits(_ alphabet: String, _ count: Int) -> String {
        let characters = Array(alphabet)
        return String((0..<count).map { _ in characters[Int.random(in: 0..<characters.count, using: &generator)] })
    }
}
