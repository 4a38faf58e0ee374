import PipelineFile
import Testing

/// Keys of `threatconnect` that say how fast and how patiently it is asked.
struct BudgetKeysTests {
    private func specification(_ keys: String) throws -> PipelineSpecification {
        let old = "  token: ${TC_SECRET_KEY}"
        return try PipelineSpecification.parse(
            text: Sample.minimal(old, "\(old)\n\(keys)") + "state: {file: s.sqlite}\n",
            file: "p.yaml",
            environment: Sample.environment
        )
    }

    @Test func nothingLimitsWithoutThem() throws {
        let section = try specification("").threatConnect
        #expect(section.rateLimit == nil && section.quota == nil)
        #expect(section.maxWait == .seconds(600))
    }

    @Test(arguments: [
        ("20/s", Duration.milliseconds(50)), ("600/min", .milliseconds(100)), ("1000/h", .milliseconds(3_600)),
    ])
    func ratesAreIntervals(text: String, interval: Duration) throws {
        let section = try specification("  rate_limit: \(text)").threatConnect
        #expect(section.rateLimit?.interval == interval)
        #expect(section.rateLimit?.description == text)
    }

    @Test func quotaHasCallsAndTime() throws {
        let section = try specification("  quota: {calls: 50000, per: 24h}\n  max_wait: 0s").threatConnect
        #expect(section.quota?.calls == 50_000 && section.quota?.per == 86_400)
        #expect(section.maxWait == .zero)
    }

    @Test(arguments: ["0/s", "20", "20/d", "-1/s", "20 / s", "1.5/s", "\"\""])
    func otherRatesAreRefused(text: String) {
        let old = "  token: ${TC_SECRET_KEY}"
        let found = Sample.diagnostics(Sample.minimal(old, "\(old)\n  rate_limit: \(text)"))
        #expect(found.contains("a rate such as 20/s, 600/min or 10000/h"), "\(found)")
    }

    private func problems(url: String, _ keys: String) -> String {
        let text = Sample.minimal("  token: ${TC_SECRET_KEY}", "  token: ${TC_SECRET_KEY}\n\(keys)")
        return Sample.diagnostics(text.replacing(/url: .*/, with: "url: \(url)"))
    }

    @Test(arguments: ["https://192.0.2.1", "https://192.0.2.1:8443/api", "HTTPS://[2001:db8::1]", "https://[::1]:443"])
    func addressBehindAProxyIsRefused(url: String) {
        let found = problems(url: url, "  http_proxy: http://127.0.0.1:3128")
        #expect(found.contains("a host name in url"), "\(found)")
    }

    @Test(arguments: [
        ("https://tc.example.com", "  http_proxy: http://127.0.0.1:3128"), ("https://192.0.2.1", "  http_proxy: \"\""),
        ("http://192.0.2.1", "  http_proxy: http://127.0.0.1:3128"), ("https://192.0.2.1", ""),
        ("https://192.0.2.1", "  http_proxy: http://127.0.0.1:3128\n  verify_ssl: false"),
    ])
    func otherwiseAddressAndProxyGoTogether(url: String, keys: String) {
        let found = problems(url: url, keys)
        #expect(!found.contains("a host name in url"), "\(found)")
    }

    @Test func quotaNeedsAStateFile() {
        let old = "  token: ${TC_SECRET_KEY}"
        let found = Sample.diagnostics(Sample.minimal(old, "\(old)\n  quota: {calls: 5, per: 1h}"))
        #expect(found.contains("'quota' needs 'state'"), "\(found)")
    }
}
