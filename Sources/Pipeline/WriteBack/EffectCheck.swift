import Observables
import ThreatConnect

/// Finds out whether a write of unknown outcome has taken effect.
struct EffectCheck: Sendable {
    enum Effect: Sendable, Hashable {
        /// With the id of the indicator or attribute.
        case done(Int64?)
        case missing
        /// The server could not be asked.
        case unknown
    }

    let client: ThreatConnectClient
    let settling: SettleTime

    /// Looks until the effect shows, or until the request can no longer take effect.
    ///
    /// - Parameter sentAt: When the request was sent at the latest, in seconds since 1970.
    func effect(
        of operation: WriteOperation,
        on target: WriteTarget,
        sentAt: Int
    ) async throws(RunStoppingError) -> Effect {
        var pauses = settling.pauses()
        while true {
            let effect = try await effect(of: operation, on: target)
            guard effect == .missing, operation.addsWhenRepeated, !settling.isOver(since: sentAt) else { return effect }
            try await pauses.next()
        }
    }

    private func effect(of operation: WriteOperation, on target: WriteTarget) async throws(RunStoppingError) -> Effect {
        let copies = try await client.copies(of: [target.observable], owner: target.owner)
        switch copies[target.observable] {
        case .success(let copy): return Self.effect(of: operation, in: copy)
        case .failure, nil: return .unknown
        }
    }

    /// - Parameter copy: nil when the owner has none.
    static func effect(of operation: WriteOperation, in copy: IndicatorCopy?) -> Effect {
        guard let copy else { return .missing }
        switch operation {
        case .create: return .done(copy.id)
        case .update(let id, let values, _): return copy.id == id && copy.holds(values) ? .done(id) : .missing
        case .addAttribute(let wanted):
            // None with this value was there before: that was compared when the write was planned.
            let found = copy.attributes.last { $0.type == wanted.type && $0.value == wanted.value }
            return found.map { .done($0.id) } ?? .missing
        case .updateAttribute(let wanted, _):
            let found = copy.attributes.contains { $0.id == wanted.id && $0.value == wanted.value }
            return found ? .done(wanted.id) : .missing
        case .reportFalsePositive: return copy.falsePositiveReportedByUser == true ? .done(nil) : .missing
        }
    }
}

extension WriteOperation {
    /// Sent twice, it leaves two of something; the others lead to the same state again.
    var addsWhenRepeated: Bool {
        switch self {
        case .create, .addAttribute: true
        case .update, .updateAttribute, .reportFalsePositive: false
        }
    }
}

extension IndicatorCopy {
    /// Whether everything that an update wrote is there.
    fileprivate func holds(_ values: IndicatorValues) -> Bool {
        let tags = Set(tags.map { $0.lowercased() })
        let labels = Set(securityLabels.map { $0.lowercased() })
        return (values.rating.map { WritePlanner.areEqual($0, rating) } ?? true)
            && (values.confidence ?? confidence) == confidence && (values.active ?? active) == active
            && (values.tags ?? []).allSatisfy { tags.contains($0.lowercased()) }
            && (values.securityLabels ?? []).allSatisfy { labels.contains($0.lowercased()) }
            && (values.groups ?? []).allSatisfy { wanted in groups.contains { $0.id == wanted.id } }
    }
}
