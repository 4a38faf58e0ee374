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
    /// nil in plan mode.
    let ledger: (any Ledger)?
    let catalogue: WriteCatalogue
    /// Of this run; an interrupted write-back that it continues replaces it.
    let run: TemplateRun
    /// The instance's address.
    let instance: String
    /// Owner of the rules that name none.
    let owner: String?
    let limit: Int
    let now: @Sendable () -> Int
    let logger: Logger

    /// - Parameter reasons: Why nothing may be written; then there is only the plan.
    /// - Throws: `StateError`, and `RunStoppingError` while reading: nothing has been written then.
    func execute(
        _ matches: RuleMatches,
        _ answered: [ObservableID: AnsweredObservable],
        unless reasons: [String]
    ) async throws -> WriteBackResult {
        let continued = try await continueInterrupted()
        let run = continued ?? self.run
        let desired = try await DesiredStates(stage: self, run: run).load(matches, answered)
        let plan = try await plan(desired)
        var result = WriteBackResult(mode: section.mode, run: run.id, plan: plan)
        result.continues = continued != nil
        guard section.mode == .apply, let ledger, plan.writes > 0 else {
            if continued != nil, plan.writes == 0 { try ledger?.finish(run: run.id, at: now()) }
            return result
        }
        guard reasons.isEmpty else {
            result.stopped = "nothing was written to ThreatConnect: \(reasons.joined(separator: "; "))"
            return result
        }
        guard plan.writes <= section.maxWrites else {
            result.stopped = Self.tooMany(plan.writes, section.maxWrites)
            return result
        }
        try await apply(plan, run, ledger, &result)
        return result
    }

    private func apply(
        _ plan: WriteBackPlan,
        _ run: TemplateRun,
        _ ledger: any Ledger,
        _ result: inout WriteBackResult
    ) async throws {
        try ledger.begin(
            WriteBackRecord(
                run: run.id,
                pipeline: run.name,
                fingerprint: section.fingerprint,
                instance: instance,
                startedAt: run.startedAt
            )
        )
        let executor = WriteExecutor(client: client, ledger: ledger, run: run.id, limit: limit, now: now)
        let (outcomes, stopped) = try await executor.apply(plan)
        result.outcomes = outcomes
        if let stopped {
            guard stopped.code != .cancelled else {
                logger.warning(
                    "interrupted after \(result.done) writes to ThreatConnect; the next run goes on with the rest"
                )
                throw stopped
            }
            result.stopped = stopped.description
        }
        // What failed is planned anew by the next run; only an open entry needs its own run again.
        if stopped == nil, !outcomes.contains(where: \.isUnknown) { try ledger.finish(run: run.id, at: now()) }
    }

    /// Settles what an interrupted run of the same rules left open. Returns its identity, so that `{run.date}` stays the same and what it
    /// wrote is recognised.
    private func continueInterrupted() async throws -> TemplateRun? {
        guard section.mode == .apply, let ledger else { return nil }
        let found = try ledger.unfinished(pipeline: run.name, fingerprint: section.fingerprint, instance: instance)
        guard let found else { return nil }
        logger.notice("continuing the write-back of run \(found.run), which was interrupted")
        let unknown = try await OpenEntries(client: client, ledger: ledger, now: now).settle(run: found.run)
        if unknown > 0 { logger.warning("\(unknown) writes of run \(found.run) could not be looked up") }
        return TemplateRun(id: found.run, name: found.pipeline, startedAt: found.startedAt)
    }

    private func plan(_ desired: [WriteTarget: DesiredState]) async throws -> WriteBackPlan {
        var entries: [PlanEntry] = []
        for (owner, targets) in Dictionary(grouping: desired.keys, by: \.owner) {
            let copies = try await client.copies(of: targets.map(\.observable), owner: owner)
            let groups = Self.groupedByIndicator(targets.sorted(), copies)
            for targets in groups {
                var state = DesiredState()
                for target in targets { state.merge(desired[target] ?? DesiredState()) }
                entries.append(entry(targets[0], state, copies[targets[0].observable]))
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

extension WriteOutcome {
    var isUnknown: Bool {
        if case .failed(let failure) = state { failure.outcomeUnknown } else { false }
    }
}
