import Observables
import TestSupport
import Testing

/// Whatever stands in a cell, it is an observable whose canonical form stands for itself, or none.
struct ObservableFuzzTests {
    private static let written = [
        "192.0.2.1", "192[.]0[.]2[.]1:8080", "2001:db8::1", "::ffff:192.0.2.1", "[2001:db8::1%eth0]:443",
        "EVIL.example.com", "evil[dot]example(.)org",
        "hxxps://user:pw@Evil.example:443/a%2Fb?q=1#f", "http://[2001:db8::1]/x", "ftp://198.51.100.7/",
        "user+tag@Example.COM", "<joe[at]example.com>",
        "d41d8cd98f00b204e9800998ecf8427e", "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "192.0.2.0/24", "2001:db8::/32", "AS64496",
        "ASN64496",
        "HKEY_LOCAL_MACHINE\\Software\\X : v : REG_SZ", "Global\\Mutex", "#tag", "Mozilla/5.0 (X11)", "bücher.example",
        "xn--bcher-kva.example",
        "Name <joe@example.com>", "see http://evil.example/a, and 198.51.100.7.", "",
    ]
    private static let mutator = Mutator(
        written.map { Array($0.utf8) },
        tokens: [
            ".", "[.]", "(dot)", "[at]", "@", ":", "/", "//", "://", "hxxp", "%", "%2e", "xn--", "0", "255", "256",
            "::", "]", "[", "<", ">", "\u{3002}",
            "\u{202E}", "ß", "İ", "example.com", "a.b.c.d", "AS", "#", "\\",
        ]
    )

    private func observable(_ reader: (UnsafeBufferPointer<UInt8>) -> Observable?, _ text: [UInt8]) -> Observable? {
        text.withUnsafeBufferPointer { reader($0) }
    }

    @Test func canonicalFormsStandForThemselves() async {
        let detector = Detector()
        await FuzzBudget("detection", inputs: 20_000).run { random, seed in
            let bytes = Self.mutator.text(&random)
            let text = String(decoding: bytes, as: UTF8.self)
            if let found = observable(detector.observable, bytes) {
                let again = observable(DeclaredReader(kind: found.kind).observable, Array(found.canonical.utf8))
                #expect(again == found, "\(seed): \(text.debugDescription)")
            }
            let kind = ObservableKind.allCases.randomElement(using: &random) ?? .host
            let reader = DeclaredReader(kind: kind)
            // Quotes around a free text go, one pair at a time: what is left may have another.
            if let found = observable(reader.observable, bytes),
                found.kind.isDetectable || found.canonical.first != "\""
            {
                #expect(found.kind == kind, "\(seed)")
                #expect(
                    observable(reader.observable, Array(found.canonical.utf8)) == found,
                    "\(seed): \(text.debugDescription)"
                )
            }
        }
    }

    @Test func whatIsFoundInTextStandsForItself() async {
        let extractor = Extractor(kinds: .detectable)
        await FuzzBudget("extraction", inputs: 5_000).run { random, seed in
            let pieces = (0..<Int.random(in: 1...6, using: &random)).map { _ in Self.mutator.text(&random) }
            let text = pieces.joined(separator: [0x20]).map { $0 }
            var found: [Observable] = []
            _ = text.withUnsafeBufferPointer { extractor.observables(in: $0, into: &found) }
            #expect(Set(found).count == found.count, "\(seed)")
            for one in found {
                let again = observable(DeclaredReader(kind: one.kind).observable, Array(one.canonical.utf8))
                #expect(again == one, "\(seed): \(one)")
            }
        }
    }

    /// What fuzzing has found.
    @Test(
        arguments: [
            (ObservableKind.registryKey, #"HKLM\X : v :"#, #"HKEY_LOCAL_MACHINE\X : v : : REG_NONE"#),
            (.registryKey, #"HKLM\X : v : : REG_NONE"#, #"HKEY_LOCAL_MACHINE\X : v : : REG_NONE"#),
            (.registryKey, #"HKLM\X : a : b : REG_SZ"#, #"HKEY_LOCAL_MACHINE\X : a : b : REG_SZ"#),
            (.emailAddress, "Name <'joe@example.com>", "joe@example.com"),
            (.url, "http://evil.example\u{3002}3/x", nil),
            (.url, "http://evil\u{3002}example/x", "http://evil.example/x"),
            (.url, "Name [at]joe@example.com", "http://Name@joe@example.com"),
            (.url, #"193.ne\X [.]Y"#, #"http://193.ne\X.Y"#),
            (.hashtag, "#\u{31F}x", "#\u{31F}x"),
            (.host, "\u{FF3F}", nil),
            (.host, "\u{FF3F}\u{FF41}", "_a"),
        ] as [(ObservableKind, String, String?)]
    )
    func foundByFuzzing(kind: ObservableKind, text: String, canonical: String?) {
        let found = observable(DeclaredReader(kind: kind).observable, Array(text.utf8))
        #expect(found?.canonical == canonical)
    }
}
