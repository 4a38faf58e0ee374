import Observables
import TestSupport
import Testing

/// What the five types of lists find.
struct AllowlistMatcherTests {
    private func found(
        _ type: Allowlist.MatchType,
        _ entries: [String],
        _ kinds: [ObservableKind] = ObservableKind.allCases,
        in kind: ObservableKind,
        _ canonical: String
    ) throws -> Bool {
        let list = Allowlist(name: "a", type: type, kinds: ObservableKinds(kinds), entries: entries)
        return try AllowlistMatcher([list]).list(of: Observable(kind: kind, canonical: canonical)) == 0
    }

    @Test(
        arguments: [
            (["apple.com"], .host, "apple.com", true), (["apple.com"], .host, "www.apple.com", false),
            (["APPLE.com"], .host, "apple.com", true), ([".google.com"], .host, "www.google.com", false),
            (["d41d8cd98f00b204e9800998ecf8427e"], .file, "D41D8CD98F00B204E9800998ECF8427E", true),
            (["2001:db8::1"], .address, "2001:db8:0:0:0:0:0:1", true),
            (["198.51.100.7"], .address, "198.51.100.7", true),
            (["http://example.com/A"], .url, "http://example.com/A", true),
            (["http://example.com/A"], .url, "http://example.com/a", false),
            (["apple.com"], .url, "http://apple.com/", false),
            (["Global\\X"], .mutex, "Global\\X", true), (["Global\\X"], .mutex, "global\\x", false),
            ([""], .mutex, "", false),
        ] as [([String], ObservableKind, String, Bool)]
    )
    func stringIsTheWholeValue(entries: [String], kind: ObservableKind, value: String, expected: Bool) throws {
        #expect(try found(.string, entries, in: kind, value) == expected)
    }

    @Test(
        arguments: [
            ("example.com", .host, "example.com", true), ("example.com", .host, "a.b.example.com", true),
            ("example.com", .host, "badexample.com", false), (".example.com", .host, "example.com", true),
            ("Example.COM.", .host, "www.example.com", true),
            ("b\u{fc}cher.example", .host, "xn--bcher-kva.example", true),
            ("example.com", .url, "https://www.example.com:8443/path", true),
            ("example.com", .url, "https://other.net/example.com", false),
            ("example.com", .emailAddress, "a@example.com", true),
            ("com", .host, "example.com", true), ("example.com", .mutex, "example.com", false),
        ] as [(String, ObservableKind, String, Bool)]
    )
    func hostnameStandsForAllBelowIt(entry: String, kind: ObservableKind, value: String, expected: Bool) throws {
        #expect(try found(.hostname, [entry], in: kind, value) == expected)
    }

    @Test(
        arguments: [
            ("198.51.100.0/24", .address, "198.51.100.255", true), ("198.51.100.0/24", .address, "198.51.101.0", false),
            ("198.51.100.77/24", .address, "198.51.100.1", true), ("198.51.100.7", .address, "198.51.100.7", true),
            ("0.0.0.0/0", .address, "255.255.255.255", true), ("255.255.255.255/32", .address, "255.255.255.255", true),
            ("198.51.100.0/24", .cidr, "198.51.100.128/25", true), ("198.51.100.0/24", .cidr, "198.51.0.0/16", false),
            ("FE80::/10", .address, "fe80:0:0:0:0:0:0:1", true), ("::/0", .address, "2001:db8:0:0:0:0:0:1", true),
            ("2001:db8::/127", .address, "2001:db8:0:0:0:0:0:2", false), ("::/0", .address, "198.51.100.7", false),
        ] as [(String, ObservableKind, String, Bool)]
    )
    func blockHoldsAddressesAndBlocks(entry: String, kind: ObservableKind, value: String, expected: Bool) throws {
        #expect(try found(.cidr, [entry], in: kind, value) == expected)
    }

    @Test(
        arguments: [
            (["@Mailinator.com"], "me@mailinator.com", true), (["ab", "abcd", "bcx"], "zabcx@example.com", true),
            (["abcd", "bcx"], "abc@example.com", false), (["aaab"], "aaaaab@example.com", true),
            ([""], "x@example.com", false),
        ]
    )
    func substringStandsAnywhere(entries: [String], value: String, expected: Bool) throws {
        #expect(try found(.substring, entries, in: .emailAddress, value) == expected)
    }

    @Test(
        arguments: [
            (#"/^(security|noc|soc|abuse)\@.*\..*$/i"#, "SOC@example.com", true),
            (#"/^(security|noc|soc|abuse)\@.*\..*$/i"#, "soccer@example.com", false),
            (#"/^soc@/"#, "SOC@example.com", false), ("^soc@", "soc@example.com", true),
            ("/ex.mple/g", "a@example.com", true),
        ]
    )
    func patternOccursInTheValue(entry: String, value: String, expected: Bool) throws {
        #expect(try found(.regex, [entry], in: .emailAddress, value) == expected)
    }

    @Test func listsArePassedOverForOtherKinds() throws {
        #expect(try !found(.string, ["example.com"], [.url], in: .host, "example.com"))
        #expect(try !found(.substring, ["example"], [.emailAddress], in: .host, "example.com"))
        #expect(try !found(.cidr, ["198.51.100.0/24"], [.cidr], in: .address, "198.51.100.7"))
        #expect(try !found(.regex, ["example"], [.url], in: .host, "example.com"))
    }

    @Test func innerBlockOfAnotherKindDoesNotHideTheOuterOne() throws {
        let lists = [
            Allowlist(name: "outer", type: .cidr, kinds: ObservableKinds(.address), entries: ["198.51.100.0/24"]),
            Allowlist(name: "inner", type: .cidr, kinds: ObservableKinds(.cidr), entries: ["198.51.100.0/28"]),
        ]
        let matcher = try AllowlistMatcher(lists)
        #expect(matcher.list(of: Observable(kind: .address, canonical: "198.51.100.7")) == 0)
        #expect(matcher.list(of: Observable(kind: .cidr, canonical: "198.51.100.8/29")) == 1)
    }

    @Test(
        arguments: [
            (.cidr, "198.51.100.0/33"), (.cidr, "example.com"), (.cidr, "198.51.100.0/"), (.regex, "/(unclosed/i"),
            (.regex, "/a/q"), (.regex, "*"),
        ] as [(Allowlist.MatchType, String)]
    )
    func unreadableEntryIsNamed(type: Allowlist.MatchType, entry: String) {
        let kinds = ObservableKinds(ObservableKind.allCases)
        let lists = [
            Allowlist(name: "good", type: .string, kinds: kinds, entries: ["x"]),
            Allowlist(name: "bad", type: type, kinds: kinds, entries: [type == .cidr ? "::1" : "ok", entry]),
        ]
        let error = #expect(throws: AllowlistEntryError.self) { try AllowlistMatcher(lists) }
        #expect(error?.list == 1 && error?.entry == 1 && error?.text == entry)
    }

    @Test(
        arguments: [
            ([], ObservableKind.allCases), (["ALL"], ObservableKind.allCases), (["domain"], [.host]),
            (["ip-dst|port"], [.address, .cidr]), (["email-src", "domain|ip"], [.emailAddress]),
            (["domain|ip"], [.host, .address]), (["phone-number"], []), (["filename|sha256", "ssdeep"], [.file]),
        ] as [([String], [ObservableKind])]
    )
    func attributesNameKinds(attributes: [String], kinds: [ObservableKind]) {
        #expect(AllowlistAttributes.kinds(of: attributes) == ObservableKinds(kinds))
    }
}
