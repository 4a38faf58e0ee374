package import Observables
package import State
package import ThreatConnect

/// Strategy `snapshot`: answers from the local copy of all indicators, without the network.
package struct SnapshotAnswers: AnswerSource {
    private let snapshot: Snapshot
    /// The snapshot's numbers of the owners to answer for, in the order in which they are asked.
    private let owners: [Int]
    private let members: IndicatorMembers
    private let container: SnapshotContainers?
    private let progress: RunProgress

    /// - Parameters:
    ///   - owners: The snapshot's numbers of the owners to answer for.
    ///   - members: What a look-up would bring along; other members are left out, so that both give the same answers.
    ///   - containment: Whether a known block answers for the addresses in it, and a known host for the names below it.
    /// - Throws: `SnapshotError` when the blocks cannot be read.
    package init(
        snapshot: Snapshot,
        owners: [Int],
        members: IndicatorMembers,
        containment: Bool,
        progress: RunProgress
    ) throws {
        self.snapshot = snapshot
        self.owners = owners
        self.members = members
        self.progress = progress
        container = containment ? SnapshotContainers(blocks: try snapshot.knownBlocks()) : nil
    }

    package func answers(for observables: [Observable]) async throws -> [SourcedAnswer] {
        progress.expectLookUps(observables.count)
        let copies = try snapshot.copies(of: observables)
        return try zip(observables, copies).map { observable, copies in
            let answer = try answer(observable, copies)
            progress.finishLookUp(answer.answer)
            return answer
        }
    }

    private func answer(_ observable: Observable, _ copies: [SnapshotCopy]) throws -> SourcedAnswer {
        let asOf = snapshot.description.asOf
        if let found = intelligence(observable, copies) {
            return SourcedAnswer(answer: .hit(found), asOf: asOf, origin: .snapshot)
        }
        var answer = SourcedAnswer(answer: .absent, asOf: asOf, origin: .snapshot)
        try container?.forEach(holding: observable) { candidate in
            guard let found = intelligence(candidate, try snapshot.copies(of: candidate)) else { return false }
            answer = SourcedAnswer(answer: .hit(found), asOf: asOf, origin: .snapshot)
            answer.container = candidate
            return true
        }
        return answer
    }

    /// Inactive indicators are not found by a look-up either (API document, section 3.3).
    private func intelligence(_ observable: Observable, _ copies: [SnapshotCopy]) -> Intelligence? {
        let active = copies.filter { $0.indicator.active != false }
        guard !active.isEmpty else { return nil }
        let ordered = owners.compactMap { owner in
            best(of: active.filter { $0.owner == owner }.map(\.indicator), for: observable)
        }
        return Intelligence(indicators: ordered.map(stripped))
    }

    /// An owner has a value once; should two spellings of it be there, the one that is spelled as asked speaks, then the older one.
    private func best(of copies: [Indicator], for observable: Observable) -> Indicator? {
        copies.min { left, right in
            let (isLeft, isRight) = (left.summary == observable.canonical, right.summary == observable.canonical)
            return isLeft == isRight ? left.id < right.id : isLeft
        }
    }

    private func stripped(_ indicator: Indicator) -> Indicator {
        var stripped = indicator
        if !members.contains(.tags) { stripped.tags = nil }
        if !members.contains(.additional) {
            (stripped.active, stripped.falsePositiveCount, stripped.observationCount) = (nil, nil, nil)
        }
        return stripped
    }
}
