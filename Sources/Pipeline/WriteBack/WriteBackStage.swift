import Logging
import Observables
import PipelineFile
import State
import ThreatConnect

/// The write-back of a run: renders the rules for every observable that matched, compares with what the server has, and carries out the
/// difference or only tells it.
struct WriteBackStage: Sendable {
    let section: WriteBackSection
    let client: ThreatConnectClient
    /// nil where there is none yet: nothing can be written then, and nothing is there to be continued.
    let ledger: (any Ledger)?
    let catalogue: WriteCatalogue
    /// Of this run; an interrupted write-back that it continues replaces it.
    let run: TemplateRun
    /// The instance's address.
    let instance: String
    /// Of the rules that name none; nil is the API user's own organisation.
    let owner: String?
    let limit: Int
    /// Its clock is the ledger's.
    let settling: SettleTime
    let logger: Logger

    /// - Parameters:
    ///   - input: Tells this run's input from another's.
    ///   - reasons: Why nothing may be written; then there is only the plan.
    /// - Throws: `StateError`, and `RunStoppingError` while reading: nothing has been written then.
    func execute(
        _ matches: RuleMatches,
        _ answered: [ObservableID: AnsweredObservable],
        input: String,
        unless reasons: [String]
    ) async throws -> WriteBackResult {
        let continued = try await continued(input)
        let run = continued.map { TemplateRun(id: $0.run, name: $0.pipeline, startedAt: $0.startedAt) } ?? self.run
        let desired = try await DesiredStates(stage: self, run: run).load(matches, answered)
        let plan = try await plan(desired)
        var result = WriteBackResult(mode: section.mode, run: run.id, plan: plan)
        result.continues = continued != nil
        guard section.mode == .apply, let ledger else { return result }
        result.earlier = EarlierWrites(try ledger.entries(run: run.id))
        guard plan.writes > 0 else {
            if continued != nil { try finish(run.id, ledger) }
            return result
        }
        result.stopped = refusal(of: plan, reasons)
        guard result.stopped == nil else { return result }
        let record = WriteBackRecord(
            run: run.id,
            pipeline: run.name,
            fingerprint: section.fingerprint,
            instance: instance,
            input: input,
            startedAt: run.startedAt
        )
        try await apply(plan, record, ledger, &result)
        return result
    }

    /// The interrupted write-back that this run continues. Only a run that writes settles what it left open.
    private func continued(_ input: String) async throws -> WriteBackRecord? {
        guard let ledger else { return nil }
        let interrupted = InterruptedWriteBacks(
            ledger: ledger,
            logger: logger,
            pipeline: run.name,
            instance: instance,
            fingerprint: section.fingerprint,
            input: input,
            startedAt: run.startedAt
        )
        guard section.mode == .apply else { return try interrupted.continuable() }
        return try await interrupted.settle(with: OpenEntries(client: client, ledger: ledger, settling: settling))
    }

    private func refusal(of plan: WriteBackPlan, _ reasons: [String]) -> String? {
        guard reasons.isEmpty else { return "nothing was written to ThreatConnect: \(reasons.joined(separator: "; "))" }
        return plan.writes > section.maxWrites ? Self.tooMany(plan.writes, section.maxWrites) : nil
    }

    private func apply(
        _ plan: WriteBackPlan,
        _ record: WriteBackRecord,
        _ ledger: any Ledger,
        _ result: inout WriteBackResult
    ) async throws {
        try ledger.begin(record)
        let executor = WriteExecutor(client: client, ledger: ledger, run: record.run, limit: limit, settling: settling)
        let (outcomes, stopped) = try await executor.apply(plan)
        result.outcomes = outcomes
        if let stopped, stopped.code == .cancelled {
            logger.warning(
                "interrupted after \(result.done) writes to ThreatConnect; the next run goes on with the rest"
            )
            throw stopped
        }
        result.stopped = stopped?.description
        try finish(record.run, ledger)
    }

    /// What failed is planned anew by the next run; only what is unknown needs its own run again.
    private func finish(_ run: String, _ ledger: any Ledger) throws {
        if try ledger.openEntries(run: run).isEmpty { try ledger.finish(run: run, at: settling.now) }
    }

    private func plan(_ desired: [WriteTarget: [RuleWishes]]) async throws -> WriteBackPlan {
        var entries: [PlanEntry] = []
        for (owner, targets) in Dictionary(grouping: desired.keys, by: \.owner) {
            let copies = try await client.copies(of: targets.map(\.observable), owner: owner)
            let groups = Self.groupedByIndicator(targets.sorted(), copies)
            for targets in groups {
                let wishes = targets.flatMap { desired[$0] ?? [] }
                entries.append(entry(targets[0], DesiredState(wishes), copies[targets[0].observable]))
            }
        }
        return WriteBackPlan(entries: entries.sorted { $0.target < $1.target })
    }

    /// Two hashes of one file are two observables and one indicator, which must be written once.
    private static func groupedByIndicator(
        _ targets: [WriteTarget],
        _ copies: [Observable: Result<IndicatorCopy?, LookupFailure>]
    ) -> [[WriteTarget]] {
        var groups: [[WriteTarget]] = []
        var places: [Int64: Int] = [:]
        for target in targets {
            guard case .success(let copy?)? = copies[target.observable] else {
                groups.append([target])
                continue
            }
            if let place = places[copy.id] {
                groups[place].append(target)
            } else {
                places[copy.id] = groups.count
                groups.append([target])
            }
        }
        return groups
    }

    private func entry(
        _ target: WriteTarget,
        _ desired: DesiredState,
        _ found: Result<IndicatorCopy?, LookupFailure>?
    ) -> PlanEntry {
        let standing: PlanEntry.Standing
        var writes: [PlannedWrite] = []
        switch found {
        case .success(let copy):
            standing = copy.map { .exists(id: $0.id) } ?? .absent
            writes = WritePlanner(desired: desired, copy: copy).writes()
        case .failure(let failure): standing = .unreadable(failure)
        case nil: standing = .unreadable(LookupFailure(code: .badResponse, attempts: 1, detail: "no answer about it"))
        }
        return PlanEntry(target: target, standing: standing, writes: writes, problems: desired.problems)
    }

    private static func tooMany(_ writes: Int, _ limit: Int) -> String {
        "\(writes) writes are more than write_back.max_writes allows (\(limit)); nothing was written. "
            + "Look at `tcenrich plan`, then raise max_writes if they are all meant."
    }
}

extension WriteTarget: Comparable {
    package static func < (left: WriteTarget, right: WriteTarget) -> Bool {
        (left.observable.kind, left.observable.canonical, left.owner ?? "")
            < (right.observable.kind, right.observable.canonical, right.owner ?? "")
    }
}
