package import PipelineFile
import State
package import ThreatConnect

/// Keeps the calls of a quota in the state file.
package struct StateQuota: QuotaKeeper {
    private let store: StateStore
    /// The instance and the API user, without saying who that is.
    private let account: String

    /// nil for a pipeline file without a quota.
    ///
    /// - Throws: `StateError`.
    package init?(_ specification: PipelineSpecification, _ settings: ConnectionSettings) throws {
        guard settings.quota != nil, let file = specification.stateFile else { return nil }
        store = try StateStore(path: file)
        account = "\(settings.url) \(settings.credentials.identity)"
    }

    package func take(_ wanted: Int, of quota: CallQuota, at now: Int) throws -> QuotaGrant {
        switch try store.takeCalls(wanted, of: allowance(quota), at: now) {
        case .granted(let calls): .granted(calls)
        case .exhausted(let until): .exhausted(until: until)
        }
    }

    package func giveBack(_ calls: Int, of quota: CallQuota, takenAt time: Int) throws {
        try store.returnCalls(calls, of: allowance(quota), takenAt: time)
    }

    private func allowance(_ quota: CallQuota) -> CallAllowance {
        CallAllowance(account: account, calls: quota.calls, per: quota.per)
    }
}
