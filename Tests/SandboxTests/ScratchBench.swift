import Foundation
import Observables
import Sandbox
import Testing

@Test(.enabled(if: ProcessInfo.processInfo.environment["SANDBOX_BENCH"] != nil))
func scratchBench() async throws {
    let store = try SandboxStore(organisation: TestServer.organisation, databaseFile: ProcessInfo.processInfo.environment["SANDBOX_DB"])
    let folder = try TemporaryFolder()
    var text = ""
    for i in 0..<200_000 { text += "host-\(UInt32(truncatingIfNeeded: i &* 2_654_435_761)).example.com\n" }
    try folder.write(text, to: "list.txt")
    do { var usage = rusage(); getrusage(0, &usage); print("cpu", usage.ru_utime, usage.ru_stime) }
    var start = ContinuousClock.now
    let report = try store.load(folder.path("list.txt"))
    var usage = rusage(); getrusage(0, &usage); print("cpu", usage.ru_utime, usage.ru_stime)
    print("load list", ContinuousClock.now - start, report.added, report.unreadableCount)
    var json = "{\"indicator\":["
    for i in 0..<200_000 { json += "{\"type\":\"Address\",\"summary\":\"11.\(i >> 16).\(i >> 8 & 255).\(i & 255)\",\"rating\":3.0,\"confidence\":70,\"tag\":[{\"name\":\"T\(i % 7)\"}],\"attribute\":[{\"type\":\"Description\",\"value\":\"D \(i)\"}]}," }
    json.removeLast(); json += "]}"
    try folder.write(json, to: "batch.json")
    getrusage(0, &usage); print("cpu before json", usage.ru_utime, usage.ru_stime)
    start = ContinuousClock.now
    let batch = try store.load(folder.path("batch.json"))
    getrusage(0, &usage); print("cpu", usage.ru_utime, usage.ru_stime, "rss", usage.ru_maxrss)
    print("load json", ContinuousClock.now - start, batch.added, batch.unreadableCount)
    let configuration = SandboxConfiguration(accessID: TestServer.accessID, secretKey: Secret(TestServer.key), token: Secret(TestServer.token), now: { Date(timeIntervalSince1970: TimeInterval(TestServer.now)) })
    try await withSandbox(configuration, store: store) { address in
        print("URL", address.url)
        let target = "/api/v2/indicators/addresses/11.1.2.3?includes=tags"
        let headers = RawClient.signed(target)
        try (["local url = '\(target)'"] + headers.map { "wrk.headers['\($0.key)'] = '\($0.value)'" } + ["wrk.path = url"]).joined(separator: "\n").write(toFile: "/tmp/sandbox-wrk.lua", atomically: true, encoding: .utf8)
        try address.url.write(toFile: "/tmp/sandbox-url", atomically: true, encoding: .utf8)
        try await Task.sleep(for: .seconds(25))
        start = ContinuousClock.now
        let client = RawClient(address: address)
        let page = await client.get("/api/v2/indicators?resultLimit=10000")
        print("page 10000", ContinuousClock.now - start, page.body.count)
    }
}
