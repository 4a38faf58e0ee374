import Foundation
import Observables
import Sandbox
import TestSupport

/// A sandbox with a handful of indicators of documentation addresses and example domains.
enum TestServer {
    static let accessID = "12345678901234567890"
    static let key = "s3cr3t+/=%$#"
    static let token = "APIV2:1:example:1:dG9rZW4="
    static let now = 1_800_000_000
    static let organisation = "Example Organization"
    static let feed = "Shared Feed"

    static func run<R: Sendable>(
        faults: FaultSchedule = FaultSchedule(),
        requests: RequestCounts = RequestCounts(),
        failureStatus: Int = 401,
        indicators: [NewIndicator] = sample,
        exclusions: [String] = [],
        permissions: SandboxConfiguration.Permissions = .full,
        store: SandboxStore? = nil,
        time: Int = now,
        _ body: (RawClient) async throws -> R
    ) async throws -> R {
        let store = try store ?? SandboxStore(organisation: organisation)
        try store.add(indicators)
        let configuration = SandboxConfiguration(
            accessID: accessID,
            secretKey: Secret(key),
            token: Secret(token),
            now: { Date(timeIntervalSince1970: TimeInterval(time)) },
            authenticationFailureStatus: failureStatus,
            faults: faults,
            requests: requests,
            exclusions: exclusions,
            permissions: permissions
        )
        return try await withSandbox(configuration, store: store) { try await body(RawClient(address: $0)) }
    }

    /// A store without indicators that has loaded JSON Lines.
    static func store(_ lines: String, database: String? = nil) throws -> SandboxStore {
        let folder = try TemporaryFolder()
        let store = try SandboxStore(organisation: organisation, databaseFile: database)
        try folder.write(lines, to: "data.jsonl")
        try store.load(folder.path("data.jsonl"))
        return store
    }

    static let md5 = "0123456789ABCDEF0123456789ABCDEF"
    static let sha256 = String(repeating: "AB", count: 32)

    static let sample: [NewIndicator] = [
        host, copyOfHost, file, registryKey, retired,
        NewIndicator(kind: .address, values: ["203.0.113.7"], rating: 5, confidence: 100),
        NewIndicator(kind: .address, values: ["2001:db8:0:0:0:0:0:1"]),
        NewIndicator(kind: .url, values: ["http://evil.example/a b/?q=1&r=%2F"], rating: 2.5),
        NewIndicator(kind: .emailAddress, values: ["bad+x@evil.example"]),
        NewIndicator(kind: .cidr, values: ["198.51.100.0/24"]),
        NewIndicator(kind: .mutex, values: [#"Global\foo bar"#]),
        NewIndicator(kind: .userAgent, values: ["Mozilla/5.0 (X; Y)"]),
        NewIndicator(kind: .asn, values: ["ASN64496"]),
        NewIndicator(kind: .emailSubject, values: ["Überweisung \"heute\""]),
        NewIndicator(kind: .hashtag, values: ["#evil"]),
    ]

    private static var host: NewIndicator {
        var host = NewIndicator(kind: .host, values: ["evil.example"], rating: 4, confidence: 85)
        host.tags = ["Phishing", "Nation State"]
        host.attributes = [
            NewAttribute(type: "Description", value: "not shown"),
            NewAttribute(type: "Description", value: "Command and control", displayed: true),
        ]
        host.dnsActive = true
        host.falsePositiveCount = 2
        return host
    }

    private static var copyOfHost: NewIndicator {
        NewIndicator(kind: .host, values: ["evil.example"], owner: feed, rating: 1, confidence: 10)
    }

    private static var file: NewIndicator {
        var file = NewIndicator(kind: .file, values: [md5, nil, sha256])
        file.size = 1663
        return file
    }

    private static var registryKey: NewIndicator {
        NewIndicator(kind: .registryKey, values: [#"HKEY_LOCAL_MACHINE\Software\X"#, nil, "REG_SZ"])
    }

    private static var retired: NewIndicator {
        var retired = NewIndicator(kind: .host, values: ["retired.example"])
        retired.active = false
        return retired
    }
}
