import Foundation
import Pipeline
import TestSupport
import Testing

struct UTCTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (1_772_409_600, "2026-03-02T00:00:00Z"),
        (-1, "1969-12-31T23:59:59Z"), (4_102_444_799, "2099-12-31T23:59:59Z"),
    ])
    func timestampsAreRFC3339(seconds: Int, text: String) {
        #expect(UTC.timestamp(seconds) == text)
        #expect(UTC.seconds(text) == seconds)
    }

    @Test(arguments: 0..<5)
    func agreesWithFoundation(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let formatter = ISO8601DateFormatter()
        for _ in 0..<200 {
            let seconds = Int.random(in: -10_000_000_000...20_000_000_000, using: &generator)
            let text = formatter.string(from: Date(timeIntervalSince1970: TimeInterval(seconds)))
            #expect(UTC.timestamp(seconds) == text, "seed \(seed)")
            #expect(UTC.seconds(text) == seconds, "seed \(seed)")
        }
    }

    @Test(arguments: ["", "2026", "2026-13-01", "2026-02-30", "2026-01-01T25:00:00Z", "2026-01-01T00:00:00", "x"])
    func nonsenseIsNoTime(text: String) {
        #expect(UTC.seconds(text) == nil)
    }

    @Test func dateAloneIsItsMidnight() {
        #expect(UTC.seconds("2026-03-02") == 1_772_409_600)
    }
}
