import Observables
import Testing
import ThreatConnect

struct RequestSignerTests {
    /// The vectors of the API document, section 1.1: secret, text to sign, signature.
    static let vectors = [
        ("test", "test:GET:1587340800", "p5a/YiTRs7sNMp/PEDgZxky8lJDRLbza1pi8erjURrU="),
        ("s3cr3t", "/api/v2/owners:GET:1513703787", "9RyFZ66csDskeHcfdnsjnbwcf5e/288//i7oogNqT0Y="),
        (
            "s3cr3t", "/api/v2/indicators/hosts/example.com?owner=Common%20Community:GET:1513703787",
            "yIpZ2O1mfjDBb5J9XvSqgOOQdNoVPQ37Lpcd+bqokJw="
        ),
        (
            "s3cr3t",
            "/api/v2/indicators/urls/http%3A%2F%2Fexample.com%2F/falsePositive?owner=Example+Org:POST:1513703787",
            "xIyeReAEtxgRJ3EyEK7zg8DYe/h1EwtTDKXEn0qMgaE="
        ),
        (
            "s3cr3t",
            "/api/v3/indicators?tql=typeName%20in%20(%22Address%22%2C%20%22Host%22)&resultLimit=100:GET:1513703787",
            "DxkEkeGXLB4j8FzWRENjVYEmjCVGV4a1YMDA+GZPQQc="
        ),
        (
            "abc+/=%$#", "/api/v3/indicators/4?fields=tags&fields=attributes:PUT:1700000000",
            "AYjJCxwh2OHqRlXMfgx9HLhPMQec0xRcf0YjtucW0RA="
        ),
        (
            "s3cr3t", "/api/v2/indicators/emailAddresses/bad@example.com/attributes/54321:PUT:1700000000",
            "Ml73FWx/124Gd9y15twxzpvQU+d4emPGYJcvjzit/ko="
        ),
        (
            "s3cr3t",
            "/api/v2/indicators/registryKeys/HKEY_LOCAL_MACHINE%5CSoftware%5CX%20%3A%20v%20%3A%20REG_SZ:DELETE:1700000000",
            "iJsrtEh1rwxi4UI6aQqR2UqBnOHov5ZwLy7SI889PFw="
        ),
        ("пароль", "/api/v2/owners:GET:1700000000", "Iadad7wUWot82bLImUG9Yq8ho9k0HLd48gP92JcwNfY="),
    ]

    @Test(arguments: vectors)
    func signatureEqualsTheVector(secret: String, text: String, signature: String) {
        #expect(RequestSigner.signature(of: text, secretKey: Secret(secret)) == signature)
    }

    @Test(arguments: vectors.dropFirst())
    func headersCarryTheVectorsSignature(secret: String, text: String, signature: String) throws {
        let parts = text.split(separator: ":").map(String.init)
        let signer = RequestSigner(.hmac(accessKey: Secret("42"), secretKey: Secret(secret)))
        let headers = signer.headers(method: parts[1], target: parts[0], unixTime: try #require(Int64(parts[2])))
        #expect(headers == [HeaderField("Timestamp", parts[2]), HeaderField("Authorization", "TC 42:\(signature)")])
    }

    @Test func tokenNeedsNoTimestamp() {
        let headers = RequestSigner(.token(Secret("APIV2:1:a:2:b"))).headers(method: "GET", target: "/", unixTime: 1)
        #expect(headers == [HeaderField("Authorization", "TC-Token APIV2:1:a:2:b")])
    }

    @Test func everyAttemptIsSignedAnew() async throws {
        let wait = HeaderField("Retry-After", "7")
        let transport = ScriptedTransport(.success(.failure(503, "busy", headers: [wait])), .success(.hit))
        let client = try ThreatConnectClient.scripted(transport, time: VirtualTime(unixTime: 1_700_000_000))
        _ = try await client.indicator(.evilHost, owner: nil, members: [])

        let headers = transport.requests.map(\.headers)
        let names = ["Accept", "Accept-Encoding", "User-Agent", "Timestamp", "Authorization"]
        #expect(headers.map { $0.map(\.name) } == [names, names])
        #expect(headers.map { $0[3].value } == ["1700000000", "1700000007"])
        #expect(Set(headers.map { $0[4].value }).count == 2)
    }
}
