import Observables
import TestSupport
import Testing
import ThreatConnect

struct RequestTargetTests {
    /// Values and path segments of the API document, section 6.
    @Test(arguments: [
        ("2001:db8:0:0:0:0:0:1", "2001%3Adb8%3A0%3A0%3A0%3A0%3A0%3A1"),
        ("bad+x@example.com", "bad%2Bx%40example.com"),
        ("http://example.com/a b/?q=1", "http%3A%2F%2Fexample.com%2Fa%20b%2F%3Fq%3D1"),
        ("http://x/%2F", "http%3A%2F%2Fx%2F%252F"),
        ("192.0.2.0/24", "192.0.2.0%2F24"),
        ("Global\\foo bar", "Global%5Cfoo%20bar"),
        ("HKEY_X\\X : v : REG_SZ", "HKEY_X%5CX%20%3A%20v%20%3A%20REG_SZ"),
        ("Mozilla/5.0 (X; Y)", "Mozilla%2F5.0%20%28X%3B%20Y%29"),
        ("TLP:AMBER", "TLP%3AAMBER"),
        ("!'()*~-._", "%21%27%28%29%2A~-._"),
        ("é", "%C3%A9"),
    ])
    func segmentsAreEncodedOnce(value: String, segment: String) throws {
        let target = RequestTarget(base: try BaseURL("https://tc.example.com"), segments: ["v2", value])
        #expect(target.text == "/api/v2/\(segment)")
    }

    @Test func queryKeepsOrderAndDuplicates() throws {
        let target = RequestTarget(
            base: try BaseURL("https://gw.example.com/tc/api"),
            segments: ["v2", "owners"],
            query: [.init("owner", "R&D + 50%"), .init("includes", "tags"), .init("includes", "attributes")]
        )
        #expect(target.text == "/tc/api/v2/owners?owner=R%26D%20%2B%2050%25&includes=tags&includes=attributes")
    }

    @Test func decodingReturnsTheValue() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let text = String(String.UnicodeScalarView((0..<random.below(20)).map { _ in random.scalar() }))
            let encoded = PercentEncoding.encode(text)
            #expect(PercentEncoding.decode(encoded) == text, "seed \(seed)")
            #expect(encoded.utf8.allSatisfy { isUnreservedOrPercent($0) }, "seed \(seed)")
        }
    }

    @Test(arguments: ["%", "%4", "%zz", "%FF", "abc%C3"])
    func decodingRefusesBrokenEscapes(text: String) { #expect(PercentEncoding.decode(text) == nil) }

    private func isUnreservedOrPercent(_ byte: UInt8) -> Bool {
        let character = Character(Unicode.Scalar(byte))
        return character.isASCII && (character.isLetter || character.isNumber || "-._~%".contains(character))
    }
}

extension SeededGenerator {
    mutating func below(_ limit: UInt64) -> Int { Int(next() % limit) }

    /// Half of them ASCII, none a surrogate.
    mutating func scalar() -> Unicode.Scalar {
        let limit: UInt64 = next() % 2 == 0 ? 128 : 0x11_0000
        while true {
            if let scalar = Unicode.Scalar(UInt32(below(limit))) { return scalar }
        }
    }
}
