import Tabular
import Testing

@Suite struct JSONPathTests {
    @Test func stringsLoseTheirEscapes() {
        let object = #"{"a":"\/x\"\\\b\f\n\r\t\u00e9\u20AC\ud83d\ude00"}"#
        #expect(value("a", in: object) == "/x\"\\\u{8}\u{c}\n\r\té€😀")
    }

    @Test func halfASurrogatePairIsReplacedInTheValueOnly() {
        let line = #"{"a":"x\ud800y","b":"\udc00\ud800\ud800\udc00"}"#
        let lines = TokenizedLines(line + "\n", paths: ["a", "b"])
        #expect(lines.records == [["x\u{FFFD}y", "\u{FFFD}\u{FFFD}\u{10000}"]])
        #expect(lines.bytes(lines.spans[0]) == Array((line + "\n").utf8))
    }

    @Test func numbersKeepTheirDigits() {
        let numbers = ["0", "-0", "1.0", "1E400", "-1.50e-3", "123456789012345678901234567890", "18446744073709551616"]
        for number in numbers {
            #expect(value("n", in: "{\"n\": \(number) }") == number)
            #expect(value("n", in: "{\"n\":[\(number)\t,1]}") == number + "\n1")
        }
    }

    @Test func booleansAreTheirWordsAndNullAndMissingAreEmpty() {
        let lines = TokenizedLines(#"{"t":true,"f":false,"n":null,"e":""}"#, paths: ["t", "f", "n", "e", "missing"])
        #expect(lines.records == [["true", "false", "", "", ""]])
    }

    @Test func keysWithDotsAreFoundAtEveryLevel() {
        #expect(value("id.orig_h", in: #"{"id.orig_h":"192.0.2.1"}"#) == "192.0.2.1")
        #expect(value("id.orig_h", in: #"{"id":{"orig_h":"192.0.2.1"}}"#) == "192.0.2.1")
        #expect(value("dns.id.orig_h", in: #"{"dns":{"id.orig_h":"192.0.2.1"}}"#) == "192.0.2.1")
        #expect(value("dns.id.orig_h", in: #"{"dns.id":{"orig_h":"192.0.2.1"}}"#) == "192.0.2.1")
        #expect(value("a.b.c.d", in: #"{"a.b":{"c.d":7}}"#) == "7")
    }

    @Test func longestFittingKeyWinsWhereverItStands() {
        #expect(value("a.b", in: #"{"a":{"b":1},"a.b":2}"#) == "2")
        #expect(value("a.b", in: #"{"a.b":2,"a":{"b":1}}"#) == "2")
        #expect(value("x.a.b", in: #"{"x":{"a":{"b":1},"a.b":2}}"#) == "2")
        #expect(value("a.b.c", in: #"{"a.b":1,"a":{"b":{"c":2}}}"#) == "")
    }

    @Test func firstOfEqualKeysCounts() {
        #expect(value("a", in: #"{"a":1,"a":2}"#) == "1")
        #expect(value("x.a", in: #"{"x":{"a":1,"a":2}}"#) == "1")
    }

    @Test func keysAreComparedUnescaped() {
        #expect(value("a/b", in: #"{"a\/b":1}"#) == "1")
        #expect(value("x.é", in: #"{"x":{"\u00e9":1}}"#) == "1")
    }

    @Test func arraysAreMappedOver() {
        let object = #"{"h":[{"n":"Host","v":"a.example"},{"n":"Referer"},[{"v":"b.example"}],7,{"v":null}]}"#
        #expect(value("h.v", in: object) == "a.example\nb.example")
    }

    @Test func containersGiveTheirScalarLeaves() {
        #expect(value("a", in: #"{"a":["x", "", null ,1,[true,{"k":"y","l":[2.50]}],{}]}"#) == "x\n1\ntrue\ny\n2.50")
        #expect(value("a", in: #"{"a":{"k":"x\/y","l":{"m":"z"},"n":false}}"#) == "x/y\nz\nfalse")
        #expect(value("a", in: #"{"a":[]}"#) == "")
        #expect(value("a", in: #"{"a":{}}"#) == "")
    }

    @Test func pathsThatLeadThroughScalarsGiveNothing() {
        #expect(value("a.b", in: #"{"a":"b"}"#) == "")
        #expect(value("a.b", in: #"{"a":null}"#) == "")
    }

    @Test func overlappingPathsFitTheBatch() {
        let long = String(repeating: "x", count: 5_000)
        let paths = ["a", "a.b", "a", "a.b.c"]
        let lines = TokenizedLines(#"{"a":{"b":{"c":"\#(long)"}}}"#, paths: paths)
        #expect(lines.records == [[long, long, long, long]])
    }

    @Test func blanksAroundTokensDoNotMatter() {
        let object = "\t{ \"a\" : [ \"x\" , 1 , { \"b\" : null } ] , \"c\"\t:\r 2 } "
        #expect(TokenizedLines(object, paths: ["a", "c"]).records == [["x\n1", "2"]])
    }
}
