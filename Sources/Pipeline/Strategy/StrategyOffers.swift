import PipelineFile
import Reports
import State

/// What the strategies of a pipeline file would take.
struct StrategyOffers {
    /// What makes a strategy answer, or keeps it from doing so.
    enum Snapshot {
        case unnamed
        case usable(SnapshotUsage)
        case unusable(String)
    }

    let snapshot: Snapshot
    /// `lookup` and `snapshot` find active indicators only.
    private let wantsInactive: Bool

    /// Looks at the snapshot that the file names, if any.
    ///
    /// - Parameter now: Seconds since 1970.
    init(_ specification: PipelineSpecification, now: Int) {
        wantsInactive = specification.enrich.strategy == .auto && specification.enrich.query.includesInactive
        guard let settings = specification.enrich.snapshot else {
            snapshot = .unnamed
            return
        }
        do {
            let opener = SnapshotOpener(specification: specification, settings: settings, now: now)
            snapshot = .usable(try opener.answers(progress: RunProgress()).usage)
        } catch {
            snapshot = .unusable("\(error)")
        }
    }

    /// Whether the snapshot answers everything as it should: no call at all is hard to beat.
    var snapshotChoice: StrategyChoice? {
        guard !wantsInactive, case .usable(let usage) = snapshot else { return nil }
        let age = SnapshotAge.text(usage.age)
        return StrategyChoice(.snapshot, reason: "no calls to make; the snapshot \(usage.file) is \(age) old")
    }

    /// In the order of preference between equals: what is known now comes before what was known when the snapshot was made.
    func offers(_ counts: CallCounts) -> [StrategyOffer] {
        [
            StrategyOffer(.lookup, wantsInactive ? Self.activeOnly : .calls(counts.lookup)),
            StrategyOffer(.query, .calls(counts.query)),
        ] + snapshotOffer
    }

    private var snapshotOffer: [StrategyOffer] {
        switch snapshot {
        case .unnamed: []
        case .usable: [StrategyOffer(.snapshot, wantsInactive ? Self.activeOnly : .calls(0))]
        case .unusable(let reason): [StrategyOffer(.snapshot, .unavailable(reason))]
        }
    }

    private static let activeOnly = StrategyOffer.Cost.unavailable("it finds active indicators only")
}
