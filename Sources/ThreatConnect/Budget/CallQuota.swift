internal import Synchronization

/// Calls that may be made within any stretch of time.
package struct CallQuota: Sendable, Hashable {
    package var calls: Int
    /// Seconds.
    package var per: Int

    package init(calls: Int, per: Int) {
        self.calls = max(1, calls)
        self.per = max(1, per)
    }
}

/// What a quota gives.
package enum QuotaGrant: Sendable, Hashable {
    /// So many calls, at least one, counted from now on.
    case granted(Int)
    /// None before this time, in seconds since 1970.
    case exhausted(until: Int)
}

/// Remembers the calls of all runs and processes. Called from one task at a time.
package protocol QuotaKeeper: Sendable {
    /// - Parameters:
    ///   - wanted: Fewer are given when fewer are left.
    ///   - now: Seconds since 1970.
    func take(_ wanted: Int, of quota: CallQuota, at now: Int) throws -> QuotaGrant
    /// Returns calls that were taken at that time, in seconds since 1970, and not made.
    func giveBack(_ calls: Int, of quota: CallQuota, takenAt time: Int) throws
}

/// Calls taken from a quota some at a time: not every request has to write to disk. What is left is given back with the object;
/// a process that is killed has used it.
final class QuotaLease: Sendable {
    let quota: CallQuota
    private let keeper: any QuotaKeeper
    private let unixTime: @Sendable () -> Int64
    private let state = Mutex((left: 0, takenAt: 0))

    init(quota: CallQuota, keeper: any QuotaKeeper, unixTime: @escaping @Sendable () -> Int64) {
        self.quota = quota
        self.keeper = keeper
        self.unixTime = unixTime
    }

    deinit {
        let (left, takenAt) = state.withLock { $0 }
        guard left > 0 else { return }
        // Without it a few calls less are made: nothing that a run should end with an error for.
        try? keeper.giveBack(left, of: quota, takenAt: takenAt)
    }

    /// Takes one call.
    ///
    /// - Returns: nil when there is one, otherwise the seconds until there may be.
    func take() throws -> Int? {
        if hasTaken() { return nil }
        let now = Int(unixTime())
        switch try keeper.take(min(50, max(1, quota.calls / 100)), of: quota, at: now) {
        case .granted(let calls):
            state.withLock { $0 = (calls - 1, now) }
            return nil
        case .exhausted(let until): return max(1, until - now)
        }
    }

    private func hasTaken() -> Bool {
        state.withLock { state in
            guard state.left > 0 else { return false }
            state.left -= 1
            return true
        }
    }
}
