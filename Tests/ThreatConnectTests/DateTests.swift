import Foundation
import TestSupport
import Testing
import ThreatConnect

struct ServerDateTests {
    @Test(arguments: [
        ("2017-07-13T17:04:54Z", "2017-07-13T17:04:54Z"),
        ("2017-07-13T17:50:17", "2017-07-13T17:50:17Z"),
        ("2015-07-06T11:09:33-04:00", "2015-07-06T15:09:33Z"),
        ("2015-12-31T23:30:00-05:00Z", "2016-01-01T04:30:00Z"),
        ("2016-02-29T01:00:00+0530", "2016-02-28T19:30:00Z"),
        ("2017-07-13T17:04:54.123456Z", "2017-07-13T17:04:54Z"),
        ("2017-07-13 17:04:54", "2017-07-13T17:04:54Z"),
        ("1969-12-31T23:59:59-01", "1970-01-01T00:59:59Z"),
    ])
    func everyKnownFormIsRead(text: String, expected: String) { #expect(ServerDate.normalised(text) == expected) }

    @Test(arguments: [
        "", "null", "2017-07-13", "2017-02-29T00:00:00Z", "2017-13-01T00:00:00Z", "2017-07-13T24:00:00Z",
        "2017-07-13T17:04:54Zx", "2017-07-13T17:04", "17-07-13T17:04:54Z", "2017-07-13T17:04:54+99:00",
        "٢٠١٧-07-13T17:04:54Z", "0001-01-01T00:00:00+01:00",
    ])
    func anythingElseIsNoDate(text: String) { #expect(ServerDate.normalised(text) == nil) }

    @Test func agreesWithFoundation() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            // 1583 to 9999: Foundation's calendar is Julian before.
            let moment = Date(timeIntervalSince1970: TimeInterval(random.below(265_000_000_000)) - 12_200_000_000)
            let text = moment.formatted(.iso8601)
            #expect(ServerDate.normalised(text) == text, "seed \(seed)")
            let east = moment.addingTimeInterval(5 * 3600 + 30 * 60).formatted(.iso8601).dropLast() + "+05:30"
            #expect(ServerDate.normalised(String(east)) == text, "seed \(seed)")
        }
    }
}

struct HTTPDateTests {
    /// The three forms of RFC 9110, section 5.6.7, with its own example.
    @Test(arguments: [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
    ])
    func allThreeFormsAreRead(text: String) { #expect(HTTPDate.unixTime(text) == 784_111_777) }

    @Test(arguments: ["", "soon", "Sun, 06 Nov 1994", "Sun, 31 Feb 2020 00:00:00 GMT", "Sun, 06 Foo 1994 08:49:37 GMT"])
    func anythingElseIsNoDate(text: String) { #expect(HTTPDate.unixTime(text) == nil) }
}
