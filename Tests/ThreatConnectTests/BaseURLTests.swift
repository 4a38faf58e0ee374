import Testing
import ThreatConnect

struct BaseURLTests {
    @Test(arguments: [
        ("https://app.threatconnect.com", "https://app.threatconnect.com/api"),
        ("https://app.threatconnect.com/", "https://app.threatconnect.com/api"),
        ("https://app.threatconnect.com/api", "https://app.threatconnect.com/api"),
        ("https://app.threatconnect.com/api//", "https://app.threatconnect.com/api"),
        ("https://app.threatconnect.com/api/api/", "https://app.threatconnect.com/api"),
        ("https://app.threatconnect.com/api/v2", "https://app.threatconnect.com/api"),
        ("https://app.threatconnect.com/api/v3/", "https://app.threatconnect.com/api"),
        ("  HTTPS://APP.Example.com:8443/TC/api\n", "https://app.example.com:8443/TC/api"),
        ("https://gw.example.com/tc", "https://gw.example.com/tc/api"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/api"),
        ("http://[2001:DB8::1]:80/api", "http://[2001:db8::1]:80/api"),
    ])
    func everySpellingEndsInOneAPI(text: String, expected: String) throws {
        #expect(try BaseURL(text).description == expected)
    }

    @Test(arguments: [
        "", "   ", "app.threatconnect.com", "ftp://example.com", "https://", "https:///api", "https://:443",
        "https://example.com:0", "https://example.com:65536", "https://example.com:x", "https://example.com:",
        "https://example.com?x=1", "https://example.com/#/login", "https://user:canary@example.com/",
        "https://ex ample.com", "https://exämple.com", "https://[::1", "https://[zz]/", "https://example.com/a%20b",
        "https://example.com/../api", "https://example.com\\@evil.example",
    ])
    func refusesWhatIsNoPlainAddress(text: String) {
        let error = #expect(throws: ConnectionSettingsError.self) { try BaseURL(text) }
        #expect(error?.setting == .url)
        #expect(error?.description.contains("canary") == false)
        #expect(error?.description.contains("https://app.threatconnect.com") == true, "says what is expected")
    }
}

struct ProxyAddressTests {
    @Test func readsAllParts() throws {
        let proxy = try ProxyAddress("http://joe%40corp:p%3A%40ss@Proxy.example.com:3128/")
        #expect((proxy.host, proxy.port, proxy.user) == ("proxy.example.com", 3128, "joe@corp"))
        #expect(proxy.password?.reveal() == "p:@ss")
        #expect("\(proxy)" == "http://proxy.example.com:3128")
    }

    @Test func credentialsAndSchemeAreOptional() throws {
        let proxy = try ProxyAddress("192.0.2.1:8080")
        #expect((proxy.host, proxy.port, proxy.user, proxy.password) == ("192.0.2.1", 8080, nil, nil))
        #expect(try ProxyAddress("http://[2001:db8::1]:3128").host == "2001:db8::1")
    }

    @Test(arguments: [
        "", "http://proxy.example.com", "https://joe:canary@proxy.example.com:1", "socks5://p.example.com:1080",
        "http://joe:canary@:3128", "http://joe:canary%@proxy.example.com:3128", "http://:canary@p.example.com:1",
        "http://joe:canary@proxy.example.com:99999",
    ])
    func refusesOthersWithoutRepeatingCredentials(text: String) {
        let error = #expect(throws: ConnectionSettingsError.self) { try ProxyAddress(text) }
        #expect(error?.setting == .httpProxy)
        #expect(error?.description.contains("canary") == false)
    }

    @Test func printingShowsNoPassword() throws {
        let proxy = try ProxyAddress("http://joe:canary@proxy.example.com:3128")
        var dumped = ""
        dump(proxy, to: &dumped)
        #expect(!(dumped + "\(proxy)" + String(reflecting: proxy)).contains("canary"))
    }
}
