import Foundation
import Observables
import TestSupport
import Testing

@Suite struct PunycodeTests {
    private struct Case: Decodable {
        let description: String?
        let decoded: String
        let encoded: String?
    }

    private func cases(_ name: String) throws -> [Case] {
        let url = try SharedData.url("data/conformance/url/\(name)")
        return try JSONDecoder().decode([Case].self, from: Data(contentsOf: url))
    }

    private func encoded(_ text: String) -> String? {
        Punycode.encode(Array(text.unicodeScalars)).map { String(decoding: $0, as: UTF8.self) }
    }

    private func decoded(_ text: String) -> String? {
        Punycode.decode(Array(text.utf8)).map { String(String.UnicodeScalarView($0)) }
    }

    @Test(.enabled(if: SharedData.isPresent, SharedData.reason))
    func everyPairOfTheSuiteConvertsBothWays() throws {
        for pair in try cases("punycode_tests.json") {
            #expect(encoded(pair.decoded) == pair.encoded, "\(pair.description ?? pair.decoded)")
            #expect(pair.encoded.flatMap(decoded)?.unicodeScalars.elementsEqual(pair.decoded.unicodeScalars) == true)
        }
    }

    @Test(.enabled(if: SharedData.isPresent, SharedData.reason))
    func textTooLongForAnyLabelIsRefused() throws {
        for pair in try cases("bad_punycode_tests.json") where pair.decoded.unicodeScalars.count > 1023 {
            #expect(encoded(pair.decoded) == nil, "\(pair.description ?? pair.decoded)")
        }
    }

    @Test(arguments: ["ü", "a b", "99999999", "a-99999999999", "-\u{7F}!"])
    func whatIsNoPunycodeDoesNotDecode(text: String) {
        #expect(decoded(text) == nil)
    }

    @Test func randomScalarsSurviveBothWays() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            let scalars = (0..<Int.random(in: 1...20, using: &generator)).compactMap { _ in
                Unicode.Scalar(UInt32.random(in: 0x21...0x3_0000, using: &generator))
            }
            let back = Punycode.encode(scalars).flatMap(Punycode.decode)
            #expect(back == scalars, "seed \(seed)")
        }
    }
}
