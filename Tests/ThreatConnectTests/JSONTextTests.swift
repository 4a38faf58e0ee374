import TestSupport
import Testing
import ThreatConnect

struct JSONTextTests {
    private func compact(_ text: String) throws -> String { try JSONText(Array(text.utf8)).description }

    @Test func nothingButBlanksIsLost() throws {
        let text =
            " {\n \"rating\" : 4.00 , \"id\":9007199254740993,\r\n\t\"a\":[ 1e5 , -0.0, true,null ,\"x  y\\n\\u00e9\" ] } "
        #expect(try compact(text) == #"{"rating":4.00,"id":9007199254740993,"a":[1e5,-0.0,true,null,"x  y\n\u00e9"]}"#)
    }

    @Test(arguments: [
        "", " ", "{", "[", "[1,]", "{\"a\"}", "{\"a\":}", "{a:1}", "[1 2]", "01", "1.", ".5", "+1", "-", "1e", "tru",
        "nul",
        "\"", "\"\\x\"", "\"\\u12g4\"", "\"a\nb\"", "{} {}", "[1]]", "'a'", "NaN", "{\"a\":1,}", ",", "}",
    ])
    func whatIsNotJSONIsRefused(text: String) {
        #expect(throws: JSONTextError.self) { try compact(text) }
    }

    @Test func invalidUTF8IsRefused() {
        #expect(throws: JSONTextError.self) { try JSONText([0x22, 0xFF, 0x22]) }
    }

    @Test func deepNestingIsRefusedNotACrash() {
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        #expect(throws: JSONTextError.self) { try JSONText(deep) }
    }

    @Test func membersAndElementsAreFound() throws {
        let text = try JSONText(Array(#"{"a":{"b":[1,"x,]}\"",{}]},"c d":"é\u0041","e":"","f":null,"g":4.00}"#.utf8))
        #expect(text.members?.map(\.name) == ["a", "c d", "e", "f", "g"])
        #expect(text["a"]?["b"]?.elements?.map(\.description) == ["1", #""x,]}\"""#, "{}"])
        #expect(text["c d"]?.string == "éA")
        #expect(text["e"]?.text == nil && text["f"]?.text == nil && text["a"]?.text == nil)
        #expect(text["g"]?.text == "4.00")
        #expect(text["nothing"] == nil && text["a"]?.elements == nil)
        let empty = try JSONText(Array("[[],{}]".utf8)).elements
        #expect(empty?.map { $0.elements?.count ?? $0.members?.count ?? -1 } == [0, 0])
    }

    @Test func idsAreReadAsNumbersAndTexts() throws {
        let text = try JSONText(Array(#"[9223372036854775807,"12",1.5,"x",true]"#.utf8))
        #expect(text.elements?.map(\.integer) == [.max, 12, nil, nil, nil])
    }

    @Test func valuesAreWrittenAsJSON() throws {
        let value = JSONValue.object([
            .init(
                "a\"\\\n",
                .array([.integer(.min), .decimal(5), .decimal(2.5), .decimal(.nan), .flag(false), .null])
            ),
            .init("é", .verbatim(try JSONText(Array("4.00".utf8)))),
        ])
        let text = String(decoding: value.bytes, as: UTF8.self)
        #expect(text == #"{"a\"\\\u000a":[-9223372036854775808,5,2.5,null,false,null],"é":4.00}"#)
        #expect(try compact(text) == text)
    }

    @Test func randomBytesNeverCrash() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("{}[]\",:\\u0123e.-tfn \n".utf8)
        for _ in 0..<20_000 {
            let length = Int(random.next() % 24)
            let bytes = (0..<length).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
            guard let text = try? JSONText(bytes) else { continue }
            _ = (text.members, text.elements, text.string, text.integer)
            #expect((try? JSONText(text.bytes)) == text, "seed \(seed)")
        }
    }
}
