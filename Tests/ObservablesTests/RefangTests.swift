import Observables
import Testing

@Suite struct RefangTests {
    private func refanged(_ text: String, acrossBlanks: Bool = false) -> String {
        let bytes = Array(text.utf8).withUnsafeBufferPointer { Refang.refang($0, acrossBlanks: acrossBlanks) }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("evil[.]example", "evil.example"), ("evil(.)example", "evil.example"), ("evil{.}example", "evil.example"),
        ("evil[dot]example", "evil.example"), ("evil(DOT)example", "evil.example"),
        ("evil[ . ]example", "evil.example"),
        ("evil[.example", "evil.example"), ("evil.]example", "evil.example"), (#"evil\.example"#, "evil.example"),
        ("a[@]evil.example", "a@evil.example"), ("a(at)evil.example", "a@evil.example"),
        ("http[:]//evil.example", "http://evil.example"), ("http[://]evil.example", "http://evil.example"),
        ("http:[//]evil.example[/]x", "http://evil.example/x"), ("[https]://evil.example", "https://evil.example"),
        ("192[.]0[.]2[.]1", "192.0.2.1"), ("evil[.com]", "evil.com"),
    ])
    func notationsAreUndone(text: String, expected: String) {
        #expect(refanged(text) == expected)
    }

    @Test(arguments: [
        "[x]", "a[0]", "f(at, dot)", "[2001:db8::1]", "(see http)", "end.", "[.", ".]", "[]", "(", "\\n",
        "example dot com",
        "192,0,2,1", "[https] was used",
    ])
    func otherBracketsStay(text: String) {
        #expect(refanged(text) == text)
    }

    @Test func blanksAroundBracketsGoOnlyWhenAskedTo() {
        #expect(refanged("a  [@] evil [.] example", acrossBlanks: true) == "a@evil.example")
        #expect(refanged("a  [@] evil [.] example") == "a  @ evil . example")
    }

    @Test func spelledSignsBetweenWordsLoseTheirBlanks() {
        #expect(refanged("bob (at) evil [dot] example") == "bob@evil.example")
        #expect(refanged("bob  (at) evil") == "bob  @ evil")
    }

    @Test(arguments: [
        (ObservableKind.host, "evil.example", "evil[.]example"),
        (.address, "192.0.2.1", "192[.]0[.]2[.]1"),
        (.address, "2001:db8:0:0:0:0:0:1", "2001[:]db8[:]0[:]0[:]0[:]0[:]0[:]1"),
        (.emailAddress, "a.b@evil.example", "a.b[@]evil[.]example"),
        (.url, "https://u:p@evil.example:8443/a.b?c", "hxxps://u:p@evil[.]example:8443/a.b?c"),
        (.url, "http://[2001:db8::1]/x", "hxxp://[2001:db8::1]/x"),
        (.cidr, "192.0.2.0/24", "192[.]0[.]2[.]0/24"),
        (.file, "AB", "AB"),
    ])
    func defangedFormsMakeNoLinks(kind: ObservableKind, canonical: String, expected: String) {
        let observable = Observable(kind: kind, canonical: canonical)
        #expect(observable.defanged == expected)
        if kind != .file { #expect(detected(expected) == line(observable)) }
    }
}
