import Observables
import TestSupport
import Testing

/// What goes in comes out, and nothing but that comes out.
struct IndicatorCodingTests {
    static func random(_ generator: inout SeededGenerator) -> Indicator {
        func maybe<Value>(_ value: Value) -> Value? { Bool.random(using: &generator) ? value : nil }
        let texts = ["", "a", "Tag with, comma; \"quotes\"", "naïve ☂ 🎈", String(repeating: "x", count: 300)]
        func text() -> String { texts.randomElement(using: &generator) ?? "" }
        let dates = [
            "2017-07-13T17:04:54Z", "1969-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
            "2024-02-29T00:00:00Z", "2023-02-29T00:00:00Z", "soon", "",
        ]
        let kind = ObservableKind.allCases.randomElement(using: &generator) ?? .host
        let ids: [Int64] = [0, 1, -1, .max, .min, Int64.random(in: 0...1 << 40, using: &generator)]
        var indicator = Indicator(
            id: ids.randomElement(using: &generator) ?? 0,
            kind: kind,
            summary: text(),
            owner: text()
        )
        indicator.rating = maybe(
            [0, -0.0, 5, 3.5, 0.01, 2.3456, 6, -1, .infinity, 1e300].randomElement(using: &generator) ?? 0
        )
        indicator.confidence = maybe([0, 100, -5, .max, .min].randomElement(using: &generator) ?? 0)
        indicator.threatAssessScore = maybe(Int.random(in: 0...1000, using: &generator))
        indicator.description = maybe(text())
        indicator.source = maybe(text())
        indicator.tags = maybe((0..<Int.random(in: 0...3, using: &generator)).map { _ in text() })
        indicator.active = maybe(Bool.random(using: &generator))
        indicator.falsePositiveCount = maybe(Int.random(in: -200...200, using: &generator))
        indicator.observationCount = maybe(0)
        indicator.dateAdded = maybe(dates.randomElement(using: &generator) ?? "")
        indicator.lastModified = maybe(dates.randomElement(using: &generator) ?? "")
        indicator.webLink = maybe(text())
        return indicator
    }

    private func decoded(_ bytes: [UInt8]) -> (Indicator?, isAtEnd: Bool) {
        bytes.withUnsafeBytes { raw in
            var decoder = ByteDecoder(raw)
            let indicator = IndicatorCoding.decode(&decoder)
            return (indicator, decoder.isAtEnd)
        }
    }

    @Test func everyIndicatorComesBackAsItWas() {
        let seed: UInt64 = 4
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<5_000 {
            let indicator = Self.random(&generator)
            var encoder = ByteEncoder()
            IndicatorCoding.encode(indicator, into: &encoder)
            let (back, isAtEnd) = decoded(encoder.bytes)
            #expect(back == indicator && isAtEnd, "seed \(seed)")
            #expect(back?.rating?.bitPattern == indicator.rating?.bitPattern, "seed \(seed)")
        }
    }

    /// Cut and changed bytes give nil or another indicator, never a crash or a read beyond the end.
    @Test func damagedBytesAreNeverReadBeyondTheirEnd() {
        let seed: UInt64 = 5
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            var encoder = ByteEncoder()
            IndicatorCoding.encode(Self.random(&generator), into: &encoder)
            var bytes = encoder.bytes
            for length in stride(from: 0, to: bytes.count, by: 7) { _ = decoded(Array(bytes.prefix(length))) }
            bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            _ = decoded(bytes)
            #expect(decoded([]).0 == nil)
        }
    }

    @Test func usualIndicatorIsShort() {
        var indicator = Indicator(id: 4_737_884, kind: .host, summary: "bad.example.com", owner: "Acme Intel")
        (indicator.rating, indicator.confidence, indicator.active) = (4, 85, true)
        (indicator.dateAdded, indicator.lastModified) = ("2017-07-13T17:04:54Z", "2018-07-13T17:04:54Z")
        var encoder = ByteEncoder()
        IndicatorCoding.encode(indicator, into: &encoder)
        #expect(encoder.bytes.count < 60)
    }
}
