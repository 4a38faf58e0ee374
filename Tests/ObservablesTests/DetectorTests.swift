import Observables
import Testing

@Suite struct DetectorTests {
    @Test(arguments: [
        ("192.0.2.1", "Address 192.0.2.1"),
        ("192.0.2.1:43510", "Address 192.0.2.1"),
        ("[192.0.2.1]:80", "Address 192.0.2.1"),
        ("2001:DB8::1", "Address 2001:db8:0:0:0:0:0:1"),
        ("2001:0db8:0000:0000:0000:0000:0000:0001", "Address 2001:db8:0:0:0:0:0:1"),
        ("[2001:db8::5]:51902", "Address 2001:db8:0:0:0:0:0:5"),
        ("[2001:db8::5]", "Address 2001:db8:0:0:0:0:0:5"),
        ("fe80::1%eth0", "Address fe80:0:0:0:0:0:0:1"),
        ("[fe80::1%25eth0]:21", "Address fe80:0:0:0:0:0:0:1"),
        ("::", "Address 0:0:0:0:0:0:0:0"),
        ("::1", "Address 0:0:0:0:0:0:0:1"),
        ("1:2:3:4:5:6:7::", "Address 1:2:3:4:5:6:7:0"),
        ("64:ff9b::192.0.2.33", "Address 64:ff9b:0:0:0:0:c000:221"),
        ("2001[:]db8[:][:]1", "Address 2001:db8:0:0:0:0:0:1"),
    ])
    func addressesLosePortBracketsAndZone(text: String, expected: String) {
        #expect(detected(text) == expected)
    }

    @Test func mappedAddressIsTheIPv4AddressItStandsFor() {
        #expect(detected("::ffff:192.0.2.7") == "Address 192.0.2.7")
        #expect(detected("::FFFF:c000:0207") == "Address 192.0.2.7")
    }

    @Test(arguments: [
        "192.0.2", "192.0.2.256", "192.0.2.01", "1.2.3.4.5", "10.0.19041.746", "192.0.2.1:70000", "192.0.2.1:", "...",
        "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", ":1:2:3:4:5:6:7", "12345::", "1:2:3:4:5:6:7:", ":::",
        "fe80::1%",
        "[2001:db8::1", "[2001:db8::1]x", "12:34:56", "00:1b:44:11:3a:b7", "00-1b-44-11-3a-b7",
        "00:1b:44:ff:fe:11:3a:b7", "11:22:33:44:55:66:77:88",
    ])
    func versionsTimesAndHardwareAddressesAreNothing(text: String) {
        #expect(detected(text) == nil)
    }

    @Test(arguments: [
        ("evil.EXAMPLE", "Host evil.example"),
        ("www.example.com.", "Host www.example.com"),
        ("_dmarc.example.com", "Host _dmarc.example.com"),
        ("example.com:443", "Host example.com"),
        ("bücher.example", "Host xn--bcher-kva.example"),
        ("BÜCHER.example", "Host xn--bcher-kva.example"),
        ("例え。テスト.example", "Host xn--r8jz45g.xn--zckzah.example"),
        ("ｅｘａｍｐｌｅ．com", "Host example.com"),
        ("xn--bcher-kva.example", "Host xn--bcher-kva.example"),
        ("0day.example.org", "Host 0day.example.org"),
        ("dc01.corp.local", "Host dc01.corp.local"),
        ("1.2.0.192.in-addr.arpa", "Host 1.2.0.192.in-addr.arpa"),
        ("evil[.]example", "Host evil.example"),
        ("evil(dot)example[.]com", "Host evil.example.com"),
        ("evil [dot] example [.] com", "Host evil.example.com"),
        (#"evil\.example\.com"#, "Host evil.example.com"),
    ])
    func hostsAreLowerCaseAndASCII(text: String, expected: String) {
        #expect(detected(text) == expected)
    }

    @Test(arguments: [
        "localhost", "WORKGROUP", "cmd.exe", "a.dll", "index.html", "report.pdf", "com.example.app", "android.app.shop",
        "-bad.example", "bad-.example", "a..example", ".example", "example.c", "example.123", "*.example.com",
        "York……..my", "____.com", "some text.com", "a,b.example",
        "\(String(repeating: "a", count: 64)).example",
        "\(String(repeating: "a.", count: 124))example",
    ])
    func fileAndPackageNamesAreNoHosts(text: String) {
        #expect(detected(text) == nil)
    }

    @Test func longestNameIsAccepted() {
        let name = String(repeating: "a.", count: 123) + "example"
        #expect(name.utf8.count == 253)
        #expect(detected(name) == "Host \(name)")
    }

    @Test(arguments: [
        ("http://example.com", "URL http://example.com"),
        ("HTTP://User:Pa%20ss@EXAMPLE.com:80/Path?Q=1#F", "URL http://User:Pa%20ss@example.com:80/Path?Q=1#F"),
        ("hXXps://evil[.]example/a[.]php", "URL https://evil.example/a.php"),
        ("hxxp://evil.example", "URL http://evil.example"),
        ("h__p://evil.example/", "URL http://evil.example/"),
        ("fxp://evil.example/x", "URL ftp://evil.example/x"),
        ("http[:]//192.0.2.1:8000/info.vbs", "URL http://192.0.2.1:8000/info.vbs"),
        ("[http]://evil[.]example", "URL http://evil.example"),
        (#"http:\/\/example.com\/path"#, "URL http://example.com/path"),
        ("http://example.com/a(b)[c]{.}", "URL http://example.com/a(b)[c]{.}"),
        ("http://[2001:DB8::1]:80/x", "URL http://[2001:db8::1]:80/x"),
        ("http://bücher.example/ä", "URL http://xn--bcher-kva.example/ä"),
        ("http://example.com./x", "URL http://example.com/x"),
        ("tcp://evil.example:4444/", "URL tcp://evil.example:4444/"),
        ("http://localhost/x", "URL http://localhost/x"),
        ("\"https://example.com/\"", "URL https://example.com/"),
        ("<https://example.com/>", "URL https://example.com/"),
    ])
    func urlsKeepEverythingBehindTheHost(text: String, expected: String) {
        #expect(detected(text) == expected)
    }

    @Test(arguments: [
        "http://", "http:///x", "://example.com", "c://x", "http://-bad.example/", "http://exa mple.com/",
        "http://example.com/ was seen", "http://example.com:99999/", "http://[::1", "http://[zz]/",
        "file:///etc/passwd",
        "example.com/path", "http:example.com", "http://%65xample.com/",
    ])
    func urlWithoutSchemeHostOrWithBlankIsNone(text: String) {
        #expect(detected(text) == nil)
    }

    @Test(
        arguments: [
            ("User@EXAMPLE.com", "EmailAddress user@example.com"),
            ("mailto:user+tag@example.com", "EmailAddress user+tag@example.com"),
            ("user[at]example[dot]com", "EmailAddress user@example.com"),
            ("research {@} example DOT com", nil),
            ("user (at) example [.] com", "EmailAddress user@example.com"),
            ("Doe, John <john.doe@example.com>", "EmailAddress john.doe@example.com"),
            ("user@bücher.example", "EmailAddress user@xn--bcher-kva.example"),
            ("o'neil+x=y@example.museum", "EmailAddress o'neil+x=y@example.museum"),
            ("example.com/@user.name", nil),
            ("a <a@example.com>;b <b@example.com>", nil),
            ("a@b@example.com", nil), ("a@com", nil), ("root@localhost", nil), ("a..b@example.com", nil),
            (".a@example.com", nil), ("a.@example.com", nil), ("@example.com", nil), ("a@", nil),
            ("logo@2x.png", nil), ("a@192.0.2.1", nil),
            ("\(String(repeating: "a", count: 65))@example.com", nil),
        ] as [(String, String?)]
    )
    func mailAddressesAreLowerCase(text: String, expected: String?) {
        #expect(detected(text) == expected)
    }

    @Test(
        arguments: [
            ("d41d8cd98f00b204e9800998ecf8427e", "File D41D8CD98F00B204E9800998ECF8427E"),
            ("DA39A3EE5E6B4B0D3255BFEF95601890AFD80709", "File DA39A3EE5E6B4B0D3255BFEF95601890AFD80709"),
            (String(repeating: "0a", count: 32), "File " + String(repeating: "0A", count: 32)),
            (String(repeating: "12", count: 16), "File " + String(repeating: "12", count: 16)),
            (String(repeating: "0", count: 32), nil), (String(repeating: "F", count: 64), nil),
            ("d41d8cd98f00b204e9800998ecf8427", nil), ("g41d8cd98f00b204e9800998ecf8427e", nil),
        ] as [(String, String?)]
    )
    func hashesAreUpperCase(text: String, expected: String?) {
        #expect(detected(text) == expected)
    }

    @Test(
        arguments: [
            ("AS64496", "ASN ASN64496"), ("asn64496", "ASN ASN64496"), ("AS4294967295", "ASN ASN4294967295"),
            ("AS4294967296", nil), ("AS", nil), ("ASN", nil), ("AS064496", nil), ("64496", nil), ("AS64496x", nil),
            ("192.0.2.0/24", "CIDR 192.0.2.0/24"), ("192.0.2.7/24", "CIDR 192.0.2.7/24"),
            ("2001:DB8::/32", "CIDR 2001:db8:0:0:0:0:0:0/32"), ("192.0.2[.]0/24", "CIDR 192.0.2.0/24"),
            ("192.0.2.0/33", nil), ("192.0.2.0/", nil), ("192.0.2.0/08", nil), ("2001:db8::/129", nil), ("/24", nil),
            ("192.0.2.1/index.html", nil),
        ] as [(String, String?)]
    )
    func numbersAndBlocksHaveOneForm(text: String, expected: String?) {
        #expect(detected(text) == expected)
    }

    @Test func surroundingBlanksAndQuotesAreIgnored() {
        #expect(detected("  \t\"'<192.0.2.1>'\"\r\n") == "Address 192.0.2.1")
        #expect(detected("\u{FEFF}evil.example\u{A0}") == "Host evil.example")
        #expect(detected(Array("evil.example".utf8) + [0xA0]) == "Host evil.example")
        #expect(detected(Array("evil.example".utf8) + [0xCA]) == "Host evil.example")
        #expect(detected("") == nil)
        #expect(detected("\"\"") == nil)
    }

    @Test func onlyTheKindsAskedForAreDetected() {
        #expect(detected("192.0.2.1", kinds: ObservableKinds(.host)) == nil)
        #expect(detected("http://example.com/", kinds: ObservableKinds(.host)) == nil)
        #expect(detected("user@example.com", kinds: ObservableKinds(.host)) == nil)
        #expect(detected("192.0.2.0/24", kinds: ObservableKinds(.address)) == nil)
        #expect(detected("evil.example", kinds: ObservableKinds(.host)) == "Host evil.example")
    }

    @Test func invalidUTF8IsNothing() {
        #expect(detected([0x61, 0xFF, 0x2E, 0x63, 0x6F, 0x6D]) == nil)
        #expect(detected(Array("http://example.com/".utf8) + [0xFF, 0x61]) == nil)
    }
}
