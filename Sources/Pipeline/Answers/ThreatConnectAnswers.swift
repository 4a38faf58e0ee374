package import Observables
package import ThreatConnect

/// Strategy `lookup`: get-indicator once per distinct observable and owner.
package struct ThreatConnectAnswers: AnswerSource {
    private let client: ThreatConnectClient
    private let owners: [String?]
    private let members: IndicatorMembers
    private let limit: Int
    private let progress: RunProgress
    private let now: @Sendable () -> Int

    /// - Parameters:
    ///   - owners: Asked one after the other; empty asks once, without an owner, which means the API user's own organisation
    ///     (API document, section 3.6).
    ///   - maxInFlight: Values of one batch that are asked about at the same time; the client bounds the requests of all.
    package init(
        client: ThreatConnectClient,
        owners: [String],
        members: IndicatorMembers,
        maxInFlight: Int,
        progress: RunProgress,
        now: @escaping @Sendable () -> Int
    ) {
        self.client = client
        self.owners = owners.isEmpty ? [nil] : owners
        self.members = members
        limit = maxInFlight
        self.progress = progress
        self.now = now
    }

    package func answers(for observables: [Observable]) async throws -> [SourcedAnswer] {
        progress.expectLookUps(observables.count)
        return try await withThrowingTaskGroup(of: (Int, SourcedAnswer).self) { group in
            var answers = [SourcedAnswer?](repeating: nil, count: observables.count)
            var next = 0
            func ask() {
                let index = next
                next += 1
                group.addTask { (index, try await answer(observables[index])) }
            }
            while next < min(limit, observables.count) { ask() }
            while let (index, answer) = try await group.next() {
                answers[index] = answer
                if next < observables.count { ask() }
            }
            return answers.compactMap { $0 }
        }
    }

    private func answer(_ observable: Observable) async throws -> SourcedAnswer {
        var indicators: [Indicator] = []
        var failure: LookupFailure?
        for owner in owners {
            switch try await client.indicator(observable, owner: owner, members: members) {
            case .success(let indicator?) where indicator.concerns(observable): indicators.append(indicator)
            case .success(.some): failure = failure ?? .otherValue
            case .success(nil): break
            case .failure(let problem): failure = failure ?? problem
            }
        }
        let sourced = combined(Intelligence(indicators: indicators), failure)
        progress.finishLookUp(sourced.answer)
        return sourced
    }

    /// A hit in one owner stands even where another owner could not be asked; without a hit, a failure leaves the question open.
    private func combined(_ intelligence: Intelligence?, _ failure: LookupFailure?) -> SourcedAnswer {
        if let intelligence {
            return SourcedAnswer(answer: .hit(intelligence), asOf: now(), incomplete: failure)
        }
        return SourcedAnswer(answer: failure.map { .failed($0) } ?? .absent, asOf: now())
    }
}

extension LookupFailure {
    fileprivate static let otherValue = LookupFailure(
        code: .badResponse,
        attempts: 1,
        detail: "the answer is about another value"
    )
}

extension Indicator {
    /// Whether the answer is about the value that was asked for: a confused cache or proxy must not invent a hit.
    ///
    /// Decided for the kinds whose spelling leaves no doubt; a file is known by any of its hashes.
    fileprivate func concerns(_ observable: Observable) -> Bool {
        guard [.address, .emailAddress, .file, .host].contains(observable.kind) else { return true }
        let reader = DeclaredReader(kind: observable.kind)
        return summary.split(separator: " : ").contains { reader.observable(in: String($0)) == observable }
    }
}
