import Observables
import Testing

@Suite struct ExtractorTests {
    @Test(arguments: [
        ("connection from 192.0.2.1:443 to 198.51.100.7.", ["Address 192.0.2.1", "Address 198.51.100.7"]),
        (
            "src=192.0.2.1;dst=198.51.100.7->203.0.113.9:80",
            [
                "Address 192.0.2.1", "Address 198.51.100.7", "Address 203.0.113.9",
            ]
        ),
        ("blocked 192.0.2.1-192.0.2.9", ["Address 192.0.2.1", "Address 192.0.2.9"]),
        ("/192.0.2.1:443 closed", ["Address 192.0.2.1"]),
        (
            "client [2001:db8::1]:443, peer 2001:db8::2.",
            ["Address 2001:db8:0:0:0:0:0:1", "Address 2001:db8:0:0:0:0:0:2"]
        ),
        ("net 192.0.2.0/24 via fe80::1%eth0;", ["CIDR 192.0.2.0/24", "Address fe80:0:0:0:0:0:0:1"]),
        ("ip:2001:db8::9", ["Address 2001:db8:0:0:0:0:0:9"]),
        ("answers fe80::5;::ffff:192.0.2.14;", ["Address fe80:0:0:0:0:0:0:5", "Address 192.0.2.14"]),
        ("(see http://evil.example/a_(b)).", ["URL http://evil.example/a_(b)"]),
        (
            "get hxxps://evil[.]example/x[.]php, then evil(dot)test",
            ["URL https://evil.example/x.php", "Host evil.test"]
        ),
        ("http://a.example/x,http://b.example/y", ["URL http://a.example/x", "URL http://b.example/y"]),
        ("['http://a.example/', \"http://b.example/\"]", ["URL http://a.example/", "URL http://b.example/"]),
        (
            #"\nhttp://a.example/ {\"u\":\"http:\/\/b.example\/x\"}"#,
            ["URL http://a.example/", "URL http://b.example/x"]
        ),
        ("http://a.example/?u=http://b.example/", ["URL http://a.example/?u=http://b.example/"]),
        ("http%3A%2F%2Fevil.example%2Fpath", ["Host evil.example"]),
        ("zoommtg://evil.example/join", ["Host evil.example"]),
        (
            "mail Bob <bob@evil.example>, alice@a.example!",
            ["EmailAddress bob@evil.example", "EmailAddress alice@a.example"]
        ),
        (
            "SMTP:bob@evil.example;git@a.example:org/repo.git",
            ["EmailAddress bob@evil.example", "EmailAddress git@a.example"]
        ),
        ("write to bob (at) evil [dot] example now", ["EmailAddress bob@evil.example"]),
        ("a..a@evil.example", ["Host evil.example"]),
        ("v*****re@evil.example", ["Host evil.example"]),
        ("MD5=d41d8cd98f00b204e9800998ecf8427e,AS64496", ["File D41D8CD98F00B204E9800998ECF8427E", "ASN ASN64496"]),
        ("evil.example/install.sh", ["Host evil.example"]),
        (#"\\files.example.com\share"#, ["Host files.example.com"]),
        ("“evil.example”…", ["Host evil.example"]),
        ("访问evil.example下载", ["Host evil.example"]),
        ("bei müller.example gesehen", ["Host xn--mller-kva.example"]),
    ])
    func findsInOrder(text: String, expected: [String]) {
        #expect(extracted(text) == expected)
    }

    @Test(arguments: [
        #"C:\Windows\Microsoft.NET\Framework\v4.0\csc.exe /out:a.dll"#, "run install.sh and script.py from README.md",
        "std::vector Foo::Bar ab::cd 12:34:56", "event user.name has System.Net", "It is done.In the meantime",
        "GET /robots.txt HTTP/1.1", "/var/www/example.com/index.html", "version 10.0.19041.746 1.2.3", "a.b.c ... ---",
        "http:// or https:// or www.", "http://:", "http://intranet/x", "00:1b:44:11:3a:b7", "@ :: // %% [.] (dot)",
    ])
    func ordinaryTextHoldsNothing(text: String) {
        #expect(extracted(text) == [])
    }

    @Test func duplicatesAreFoundOnce() {
        #expect(extracted("evil.example EVIL.example evil[.]example") == ["Host evil.example"])
        var found = [Observable(kind: .host, canonical: "evil.example")]
        let text = Array("evil.example a.example".utf8)
        text.withUnsafeBufferPointer { _ = Extractor(kinds: .detectable).observables(in: $0, into: &found) }
        #expect(found.map(line) == ["Host evil.example", "Host a.example"])
    }

    @Test func manyFindsAreAllKept() {
        let text = (0..<500).map { "h\($0).example h\($0).example" }.joined(separator: " ")
        #expect(extracted(text) == (0..<500).map { "Host h\($0).example" })
    }

    @Test func kindsLimitWhatIsFoundButNotWhatItIs() {
        let text = "http://evil.example/ bob@a.example 192.0.2.1 b.example"
        #expect(extracted(text, kinds: ObservableKinds(.host)) == ["Host b.example"])
        #expect(extracted(text, kinds: ObservableKinds(.url)) == ["URL http://evil.example/"])
    }

    @Test(arguments: [
        "[", "(", "{", ".", "@", ":", "/", "%", "://", "http://", "http://a", "a@", "a.", "[.]", "(at", "::", "<", "1.",
        "a:b@c/",
        "http://a,", "http://a.example,", "\\", "\u{A0}", "例", "h://", "0:", "-", "_", "x@y.example@", "evil.example/",
        "'",
    ])
    func hostileTextTakesLinearWork(unit: String) {
        let small = extraction(Array(String(repeating: unit, count: 2_000).utf8)).work
        let large = extraction(Array(String(repeating: unit, count: 20_000).utf8)).work
        #expect(large <= small * 12, "\(unit): \(small) for 2,000 and \(large) for 20,000")
        #expect(large <= 16 * 20_000 * unit.utf8.count)
    }
}
