import Foundation
import Observables
import Pipeline
import PipelineFile
import Sandbox
import Synchronization
import ThreatConnect

/// A client of a sandbox in this process, and what it sent.
final class QueryTrial: Sendable {
    let store: SandboxStore
    let faults: FaultSchedule
    private let sent = Mutex<[APIRequest]>([])

    init(store: SandboxStore, faults: FaultSchedule = FaultSchedule()) {
        self.store = store
        self.faults = faults
    }

    /// Targets of the queries so far.
    var targets: [String] {
        sent.withLock { $0.map(\.target.text) }.filter { $0.hasPrefix("/api/v3/indicators") }
    }

    func withClient<R: Sendable>(_ body: (ThreatConnectClient) async throws -> R) async throws -> R {
        let configuration = SandboxConfiguration(
            accessID: "1",
            secretKey: Secret(SandboxRun.secret),
            faults: faults
        )
        return try await withSandbox(configuration, store: store) { address in
            let settings = ConnectionSettings(
                url: try BaseURL(address.url),
                credentials: .hmac(accessKey: Secret("1"), secretKey: Secret(SandboxRun.secret))
            )
            let transport = try NetworkTransport(settings: settings)
            let client = ThreatConnectClient(
                settings: settings,
                transport: Recorder(wrapped: transport, trial: self),
                environment: RecordedDelays().environment,
                logger: SandboxRun.silent
            )
            do {
                let result = try await body(client)
                try await transport.shutdown()
                return result
            } catch {
                try await transport.shutdown()
                throw error
            }
        }
    }

    static func answers(
        _ client: ThreatConnectClient,
        _ owners: [String],
        _ members: IndicatorMembers,
        _ settings: QuerySettings,
        progress: RunProgress = RunProgress(),
        sleep: @escaping @Sendable (Duration) async throws -> Void = { _ in }
    ) -> QueryAnswers {
        QueryAnswers(
            client: client,
            owners: owners,
            members: members,
            settings: settings,
            progress: progress,
            sleep: sleep,
            now: { 7 }
        )
    }

    private struct Recorder: HTTPTransport {
        let wrapped: any HTTPTransport
        let trial: QueryTrial

        func send(_ request: APIRequest) async throws(TransportError) -> APIResponse {
            trial.sent.withLock { $0.append(request) }
            return try await wrapped.send(request)
        }
    }
}
