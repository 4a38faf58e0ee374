import Foundation
import Logging
import Observables
import Sandbox
import ThreatConnect

/// Asks the local server, in the same process, through the real client: signed HTTP over the loopback interface.
func lookUps(_ arguments: Arguments) async throws -> [Measurement] {
    let secret = Secret("benchmark")
    let store = try SandboxStore(organisation: "Example Org")
    try store.load(try arguments.indicators)
    let sandbox = SandboxConfiguration(accessID: "1", secretKey: secret)
    let observables = try askedFor(try arguments.indicators, count: arguments.count)
    return try await withSandbox(sandbox, store: store) { address in
        var measurements: [Measurement] = []
        for inFlight in [1, 16, 64] {
            var settings = ConnectionSettings(
                url: try BaseURL(address.url),
                credentials: .hmac(accessKey: Secret("1"), secretKey: secret)
            )
            settings.maxConnections = inFlight
            let transport = try AsyncHTTPTransport(settings: settings)
            let client = ThreatConnectClient(
                settings: settings,
                transport: transport,
                logger: Logger(label: "benchmark")
            )
            let watch = Stopwatch()
            let hits = try await ask(client, observables, inFlight: inFlight)
            let seconds = watch.seconds
            try await transport.shutdown()
            guard hits == observables.count else { throw UsageError(message: "\(hits) of \(observables.count) found") }
            measurements.append(
                Measurement(stage: "look-ups \(inFlight)", seconds: seconds, records: hits, bytes: 0)
            )
        }
        return measurements
    }
}

/// - Returns: How many were found.
private func ask(_ client: ThreatConnectClient, _ observables: [Observable], inFlight: Int) async throws -> Int {
    try await withThrowingTaskGroup(of: Bool.self) { group in
        var rest = observables.makeIterator()
        func askNext() {
            guard let observable = rest.next() else { return }
            group.addTask {
                try await client.indicator(observable, owner: nil, members: .tags).get() != nil
            }
        }
        for _ in 0..<inFlight { askNext() }
        var hits = 0
        while let isHit = try await group.next() {
            hits += isHit ? 1 : 0
            askNext()
        }
        return hits
    }
}

private struct BatchLine: Decodable {
    let type: String
    let summary: String
}

/// The first indicators of the batch file.
private func askedFor(_ path: String, count: Int) throws -> [Observable] {
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    return try data.split(separator: UInt8(ascii: "\n")).prefix(count).map { line in
        let entry = try JSONDecoder().decode(BatchLine.self, from: line)
        return Observable(kind: entry.type == "Host" ? .host : .address, canonical: entry.summary)
    }
}
