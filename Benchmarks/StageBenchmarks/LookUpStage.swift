import Foundation
import Logging
import Observables
import Sandbox
import ThreatConnect

/// Asks the local server through the real client: signed HTTP over the loopback interface. Without `url` the server is in the same
/// process, so both share the cores.
func lookUps(_ arguments: Arguments) async throws -> [Measurement] {
    let observables = try askedFor(try arguments.indicators, count: arguments.count)
    if let url = arguments.url { return [try await lookUps(observables, url: url, inFlight: 64)] }
    let store = try SandboxStore(organisation: "Example Org")
    try store.load(try arguments.indicators)
    let sandbox = SandboxConfiguration(accessID: "1", secretKey: Secret("benchmark"))
    return try await withSandbox(sandbox, store: store) { address in
        var measurements: [Measurement] = []
        for inFlight in [1, 16, 64] {
            measurements.append(try await lookUps(observables, url: address.url, inFlight: inFlight))
        }
        return measurements
    }
}

private func lookUps(_ observables: [Observable], url: String, inFlight: Int) async throws -> Measurement {
    var settings = ConnectionSettings(
        url: try BaseURL(url),
        credentials: .hmac(accessKey: Secret("1"), secretKey: Secret("benchmark"))
    )
    settings.maxConnections = inFlight
    let transport = try NetworkTransport(settings: settings)
    let client = ThreatConnectClient(settings: settings, transport: transport, logger: Logger(label: "benchmark"))
    let watch = Stopwatch()
    let hits = try await ask(client, observables, inFlight: inFlight)
    let seconds = watch.seconds
    try await transport.shutdown()
    guard hits == observables.count else { throw UsageError(message: "\(hits) of \(observables.count) found") }
    return Measurement(stage: "look-ups \(inFlight)", seconds: seconds, records: hits, bytes: 0)
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
