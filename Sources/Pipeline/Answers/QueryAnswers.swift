package import Observables
package import PipelineFile
import Synchronization
package import ThreatConnect

/// Strategy `query`: many values in one v3 query, filled across the batches that ask at the same time.
package final class QueryAnswers: AnswerSource {
    private let client: ThreatConnectClient
    private let owners: QueryOwners
    private let members: IndicatorMembers
    private let settings: QuerySettings
    private let progress: RunProgress
    private let sleep: @Sendable (Duration) async throws -> Void
    private let now: @Sendable () -> Int
    private let tray = Mutex<QueryTray?>(nil)

    /// - Parameters:
    ///   - owners: Empty asks the API user's own organisation.
    ///   - sleep: Waits while a pack may still be filled.
    package init(
        client: ThreatConnectClient,
        owners: [String],
        members: IndicatorMembers,
        settings: QuerySettings,
        progress: RunProgress,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        now: @escaping @Sendable () -> Int
    ) {
        self.client = client
        self.owners = QueryOwners(owners)
        self.members = members
        self.settings = settings
        self.progress = progress
        self.sleep = sleep
        self.now = now
    }

    package func answers(for observables: [Observable]) async throws -> [SourcedAnswer] {
        let tray: QueryTray
        switch try await owners.names(client) {
        case .failure(let failure): return observables.map { _ in settled(.failed(failure)) }
        case .success(let names): tray = self.tray(names)
        }
        let placement = tray.place(observables)
        progress.expectLookUps(observables.count)
        try await send(placement, tray)
        for pack in placement.packs { try await pack.ticket.wait() }
        let answers = placement.packs.reduce(into: [:]) { $0.merge($1.answers) { first, _ in first } }
        return observables.map { answers[$0] ?? settled(.failed(.unanswered)) }
    }

    private func tray(_ owners: [String]) -> QueryTray {
        tray.withLock { tray in
            if let tray { return tray }
            let form = QueryForm(
                owners: owners,
                members: members,
                includesInactive: settings.includesInactive,
                usesBody: settings.usesBody
            )
            let made = QueryTray(form: form) { [client, limit = settings.maxRequestBytes] lane in
                client.pack(lane, form, limit: limit)
            }
            tray = made
            return made
        }
    }

    /// Sends what this batch has to send: full packs at once, the others when they have waited.
    private func send(_ placement: QueryTray.Placement, _ tray: QueryTray) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for pack in placement.full { group.addTask { try await self.send(pack, tray) } }
            for pack in placement.begun {
                group.addTask {
                    try await self.linger(over: pack, tray)
                    try await self.send(pack, tray)
                }
            }
            try await group.waitForAll()
        }
    }

    /// Waits while others may fill the pack. A pack that nobody will send any more is completed: others may wait for it already.
    private func linger(over pack: QueryTray.Pack, _ tray: QueryTray) async throws {
        guard settings.linger > .zero else { return }
        do {
            try await sleep(settings.linger)
        } catch {
            if tray.take(pack) != nil { pack.ticket.complete(.failure(error)) }
            throw error
        }
    }

    /// Every pack that is taken is completed, whatever happens: others wait for it.
    private func send(_ pack: QueryTray.Pack, _ tray: QueryTray) async throws {
        guard let values = tray.take(pack) else { return }
        do {
            let findings = try await client.intelligence(values)
            pack.settle(findings.mapValues { settled(Answer($0)) })
        } catch {
            pack.ticket.complete(.failure(error))
            throw error
        }
    }

    private func settled(_ answer: Answer) -> SourcedAnswer {
        progress.finishLookUp(answer)
        return SourcedAnswer(answer: answer, asOf: now())
    }
}

extension Answer {
    fileprivate init(_ finding: Result<[Indicator], LookupFailure>) {
        switch finding {
        case .failure(let failure): self = .failed(failure)
        case .success(let copies): self = Intelligence(indicators: copies).map { .hit($0) } ?? .absent
        }
    }
}

extension LookupFailure {
    fileprivate static let unanswered = LookupFailure(
        code: .badResponse,
        attempts: 0,
        detail: "the query gave no answer for the value"
    )
}
