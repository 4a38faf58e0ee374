import Observables
import Testing

@Suite struct SpecialPurposeTests {
    @Test(arguments: [
        ("10.0.0.1", SkipReason.privateAddress), ("172.16.0.1", .privateAddress), ("172.31.255.255", .privateAddress),
        ("192.168.1.1", .privateAddress), ("100.64.0.1", .privateAddress), ("0.0.0.0", .reserved),
        ("127.0.0.1", .reserved),
        ("169.254.1.1", .reserved), ("192.0.0.8", .reserved), ("192.0.2.1", .reserved), ("192.88.99.1", .reserved),
        ("198.18.0.1", .reserved), ("198.19.255.255", .reserved), ("198.51.100.1", .reserved),
        ("203.0.113.1", .reserved),
        ("224.0.0.1", .reserved), ("239.255.255.250", .reserved), ("240.0.0.1", .reserved),
        ("255.255.255.255", .reserved), ("::", .reserved), ("::1", .reserved), ("fd00::1", .privateAddress),
        ("fe80::1", .reserved), ("ff02::1", .reserved), ("2001:db8::1", .reserved), ("3fff::1", .reserved),
        ("100::1", .reserved), ("64:ff9b:1::1", .reserved), ("64:ff9b::10.0.0.1", .privateAddress),
        ("::ffff:10.0.0.1", .privateAddress), ("2002:a00:1::", .privateAddress), ("2001::1", .reserved),
        ("2001:2::1", .reserved), ("2001:20::1", .reserved), ("5f00::1", .reserved), ("fec0::1", .reserved),
    ])
    func specialAddressesAreNotAskedAbout(text: String, expected: SkipReason) throws {
        let canonical = try #require(declared(.address, text))
        let observable = Observable(kind: .address, canonical: canonical)
        #expect(observable.specialPurpose == expected)
        #expect(observable.rangeName != nil)
    }

    @Test(arguments: [
        "1.1.1.1", "9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0",
        "192.0.1.0", "192.0.3.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111", "2a00::1",
        "64:ff9b::1.1.1.1", "2002:101:101::", "2001:3::1", "2001:4:112::1", "2001:200::1", "2001:db7::1", "101::1",
    ])
    func publicAddressesAreAskedAbout(text: String) throws {
        let canonical = try #require(declared(.address, text))
        #expect(Observable(kind: .address, canonical: canonical).specialPurpose == nil)
    }

    @Test(
        arguments: [
            (ObservableKind.cidr, "10.1.0.0/16", SkipReason.privateAddress), (.cidr, "10.0.0.0/7", nil),
            (.cidr, "0.0.0.0/0", nil), (.cidr, "2001:db8:0:0:0:0:0:0/48", .reserved),
            (.cidr, "2001:db8:0:0:0:0:0:0/16", nil),
            (.cidr, "1.1.1.0/24", nil), (.cidr, "0:0:0:0:0:ffff:a00:0/104", .privateAddress),
            (.host, "printer", .localName), (.host, "dc01.corp.local", .localName), (.host, "x.internal", .localName),
            (.host, "a.home.arpa", .localName), (.host, "1.2.0.192.in-addr.arpa", .localName),
            (.host, "evil.test", .localName),
            (.host, "evil.example", .localName), (.host, "example.com", nil), (.host, "notlocal.com", nil),
            (.host, "mylocal", .localName), (.host, "a.mylocal", nil), (.host, "abc.onion", nil),
            (.url, "http://10.0.0.1:8080/x", .privateAddress), (.url, "http://[fe80::1]/", .reserved),
            (.url, "http://intranet/", .localName), (.url, "http://0x7f.1/", .reserved),
            (.url, "http://example.com/", nil),
            (.emailAddress, "a@corp.local", .localName), (.emailAddress, "a@example.com", nil),
            (.file, "AB", nil), (.asn, "ASN64496", nil), (.mutex, "local", nil),
        ] as [(ObservableKind, String, SkipReason?)]
    )
    func everyKindIsJudgedByItsHost(kind: ObservableKind, canonical: String, expected: SkipReason?) {
        #expect(Observable(kind: kind, canonical: canonical).specialPurpose == expected)
    }

    @Test func rangesNameTheirSource() {
        #expect(Observable(kind: .address, canonical: "203.0.113.7").rangeName == "documentation (RFC 5737)")
        #expect(Observable(kind: .host, canonical: "a.local").rangeName == "local name (.local, RFC 6762)")
        #expect(Observable(kind: .host, canonical: "example.com").rangeName == nil)
    }

    @Test(
        arguments: [
            (ObservableKind.url, "http://evil.example:80/x", "Host evil.example"),
            (.url, "https://u:p@evil.example", "Host evil.example"),
            (.url, "http://192.0.2.1/x", "Address 192.0.2.1"),
            (.url, "http://[2001:db8::1]:80/", "Address 2001:db8:0:0:0:0:0:1"),
            (.url, "http://3221225985/", "Address 192.0.2.1"),
            (.url, "http://0xC0.0.513/", "Address 192.0.2.1"),
            (.url, "http://0300.0.02.01/", "Address 192.0.2.1"),
            (.url, "http://printer/", "Host printer"),
            (.emailAddress, "a@evil.example", "Host evil.example"),
            (.host, "evil.example", nil),
        ] as [(ObservableKind, String, String?)]
    )
    func ladderStepIsHostOrAddress(kind: ObservableKind, canonical: String, expected: String?) {
        #expect(Observable(kind: kind, canonical: canonical).host.map(line) == expected)
    }
}
