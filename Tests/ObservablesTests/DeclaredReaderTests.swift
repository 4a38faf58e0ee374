import Observables
import Testing

@Suite struct DeclaredReaderTests {
    @Test(
        arguments: [
            (ObservableKind.address, "192.0.2.1/32", "192.0.2.1"),
            (.address, "2001:db8::1/128", "2001:db8:0:0:0:0:0:1"),
            (.address, "192.0.2.0/24", nil),
            (.address, "evil.example", nil),
            (.file, "SHA256=\(String(repeating: "ab", count: 32))", String(repeating: "AB", count: 32)),
            (.file, "md5:d41d8cd98f00b204e9800998ecf8427e", "D41D8CD98F00B204E9800998ECF8427E"),
            (
                .file, "d41d8cd98f00b204e9800998ecf8427e : \(String(repeating: "cd", count: 20))",
                "D41D8CD98F00B204E9800998ECF8427E"
            ),
            (.host, "WIN-PC01", "win-pc01"),
            (.host, "server.unlisted", "server.unlisted"),
            (.host, "example.com:443", "example.com"),
            (.host, "https://www.example.com/x", "www.example.com"),
            (.host, "192.0.2.1", nil),
            (.host, "-", nil),
            (.host, "a b", nil),
            (.url, "example.com/path", "http://example.com/path"),
            (.url, "EXAMPLE.com", "http://example.com"),
            (.url, "192.0.2.1:8080/x", "http://192.0.2.1:8080/x"),
            (.url, "//example.com/x", "http://example.com/x"),
            (.url, "evil[.]example/a", "http://evil.example/a"),
            (.url, "http://example.com/a b", "http://example.com/a b"),
            (.url, "/index.html", nil),
            (.url, "index.html", nil),
            (.url, "-", nil),
            (.asn, "64496", "ASN64496"),
            (.asn, "ASN 64496", "ASN64496"),
            (.asn, "AS64496 Example Networks", "ASN64496"),
            (.asn, "Example Networks", nil),
            (.cidr, "192.0.2.0/24", "192.0.2.0/24"),
            (.emailAddress, "User@example.com", "user@example.com"),
        ] as [(ObservableKind, String, String?)]
    )
    func declarationAllowsMore(kind: ObservableKind, text: String, expected: String?) {
        #expect(declared(kind, text) == expected)
    }

    @Test(
        arguments: [
            (ObservableKind.mutex, "  Global\\Foo bar ", "Global\\Foo bar"),
            (.mutex, "\"quoted\"", "quoted"),
            (.mutex, "-", nil),
            (.mutex, "   ", nil),
            (.userAgent, "Mozilla/5.0 (X; Y)", "Mozilla/5.0 (X; Y)"),
            (.emailSubject, "Re: invoice", "Re: invoice"),
            (.hashtag, "#Example", "#Example"),
            (.hashtag, "Example", "#Example"),
            (.hashtag, "two words", nil),
            (.hashtag, "#", nil),
        ] as [(ObservableKind, String, String?)]
    )
    func textKindsAreTrimmedOnly(kind: ObservableKind, text: String, expected: String?) {
        #expect(declared(kind, text) == expected)
    }

    @Test(
        arguments: [
            (#"HKLM\Software\X"#, #"HKEY_LOCAL_MACHINE\Software\X :  : REG_NONE"#),
            (#"hkcu:\Software\X"#, #"HKEY_CURRENT_USER\Software\X :  : REG_NONE"#),
            (#"HKEY_LOCAL_MACHINE\Software\X : v : REG_SZ"#, #"HKEY_LOCAL_MACHINE\Software\X : v : REG_SZ"#),
            ("HKEY_CLASSES_ROOT :  : REG_NONE", "HKEY_CLASSES_ROOT :  : REG_NONE"),
            ("HKEY_CLASSES_ROOT :   : REG_NONE", "HKEY_CLASSES_ROOT :  : REG_NONE"),
            (#"HKLM\X : Run"#, #"HKEY_LOCAL_MACHINE\X : Run : REG_NONE"#),
            (#"HKLM\X : REG_SZ"#, #"HKEY_LOCAL_MACHINE\X :  : REG_SZ"#),
            (#"HKLM\X : a : b"#, #"HKEY_LOCAL_MACHINE\X : a : b : REG_NONE"#),
            (#"\REGISTRY\MACHINE\SYSTEM"#, #"HKEY_LOCAL_MACHINE\SYSTEM :  : REG_NONE"#),
            (#"\Registry\User\S-1-5-21"#, #"HKEY_USERS\S-1-5-21 :  : REG_NONE"#),
            (#"Computer\HKEY_USERS\X"#, #"HKEY_USERS\X :  : REG_NONE"#),
            (#"HKXX\Software"#, nil),
            (#"HKLMX\Software"#, nil),
            (#"Software\X"#, nil),
        ] as [(String, String?)]
    )
    func registryKeysBeginWithAFullHive(text: String, expected: String?) {
        #expect(declared(.registryKey, text) == expected)
    }

    @Test func textWithInvalidUTF8IsNothing() {
        let bytes: [UInt8] = [0x61, 0xFF]
        let found = bytes.withUnsafeBufferPointer { DeclaredReader(kind: .mutex).observable(in: $0) }
        #expect(found == nil)
    }
}
