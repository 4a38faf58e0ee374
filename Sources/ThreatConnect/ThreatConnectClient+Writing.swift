package import Observables

/// Every method throws only when every further write would fail too: wrong credentials, a missing permission, an unknown
/// owner, or a cancelled task. What concerns this write alone is returned as a failure.
///
/// After a thrown error the write may have been done all the same, when the task was cancelled while it waited for the
/// answer, or when an earlier attempt was lost: look before trying again.
extension ThreatConnectClient {
    /// Creates the indicator, or gives the copy that the owner has already these values (API document, section 4.3).
    ///
    /// - Parameter owner: An owner's name; nil means the API user's own organization.
    package func createIndicator(
        _ new: IndicatorDraft,
        owner: String?
    ) async throws(RunStoppingError) -> Result<IndicatorCopy, WriteFailure> {
        guard let kind = new.type.kind else {
            return .failure(.unsendable("\(new.type.name) is a type of this instance alone; send it as an action"))
        }
        return try await write(.createIndicator(new, owner: owner)) { body in
            guard let data = body["data"] else { return nil }
            let observable = Observable(kind: kind, canonical: new.value)
            return try data.decode(IndicatorCopyRecord.self).copy(of: observable)
        }
    }

    /// Changes an indicator (API document, section 5.2).
    package func updateIndicator(
        id: Int64,
        _ change: IndicatorChange
    ) async throws(RunStoppingError) -> Result<Void, WriteFailure> {
        try await write(.updateIndicator(id: id, change)) { _ in () }
    }

    package func deleteIndicator(id: Int64) async throws(RunStoppingError) -> Result<Void, WriteFailure> {
        try await write(.deleteIndicator(id: id)) { _ in () }
    }

    /// Adds an attribute. The same attribute twice makes two: after a failure of unknown outcome, look before trying again.
    package func addAttribute(
        _ draft: AttributeDraft,
        to observable: Observable,
        owner: String?
    ) async throws(RunStoppingError) -> Result<AttributeCopy, WriteFailure> {
        let type = IndicatorType(observable.kind)
        return try await write(
            .addAttribute(draft, to: type, observable.canonical, owner: owner),
            read: Self.attribute
        )
    }

    /// Changes an attribute's value; its type stays. Nil leaves as it is.
    package func updateAttribute(
        id: Int64,
        value: String,
        displayed: Bool?,
        source: String?,
        of observable: Observable,
        owner: String?
    ) async throws(RunStoppingError) -> Result<AttributeCopy, WriteFailure> {
        let action = APIAction.updateAttribute(
            id: id,
            value: value,
            displayed: displayed,
            source: source,
            of: IndicatorType(observable.kind),
            observable.canonical,
            owner: owner
        )
        return try await write(action, read: Self.attribute)
    }

    package func deleteAttribute(
        id: Int64,
        of observable: Observable,
        owner: String?
    ) async throws(RunStoppingError) -> Result<Void, WriteFailure> {
        let type = IndicatorType(observable.kind)
        return try await write(.deleteAttribute(id: id, of: type, observable.canonical, owner: owner)) { _ in () }
    }

    /// Reports a false positive: counted once per user, indicator and day, however often it is reported.
    package func reportFalsePositive(
        of observable: Observable,
        owner: String?
    ) async throws(RunStoppingError) -> Result<FalsePositiveCount, WriteFailure> {
        let type = IndicatorType(observable.kind)
        return try await write(.reportFalsePositive(type, observable.canonical, owner: owner)) { body in
            guard let report = body["data"]?["falsePositive"], let count = report["count"]?.integer else { return nil }
            return FalsePositiveCount(count: Int(count), lastReported: report["lastReported"]?.text)
        }
    }

    private static func attribute(_ body: JSONText) throws -> AttributeCopy? {
        try body["data"]?["attribute"]?.decode(AttributeRecord.self).copy
    }

    /// - Parameter read: Takes the body apart; nil and an error mean that it does not hold what it should. The server has
    ///   done what was asked then, which the failure says as an unknown outcome.
    private func write<Value>(
        _ action: APIAction,
        read: (JSONText) throws -> Value?
    ) async throws(RunStoppingError) -> Result<Value, WriteFailure> {
        let exchange = await send(action)
        switch exchange.outcome {
        case .stopped(let error): throw error
        case .failed(let failure): return .failure(failure)
        case .success(let body):
            var problem = "the answer does not hold what was written"
            do {
                if let value = try read(body) { return .success(value) }
            } catch {
                problem = "the answer cannot be read: \(redactor.clean("\(error)", limit: 160))"
            }
            return .failure(
                WriteFailure(
                    code: .badResponse,
                    outcomeUnknown: true,
                    attempts: exchange.attempts,
                    detail: problem,
                    status: exchange.response?.status
                )
            )
        }
    }
}

/// How often an indicator was reported as a false positive, by all users.
package struct FalsePositiveCount: Sendable, Hashable {
    package let count: Int
    /// As the server writes it; nil when it does not say.
    package let lastReported: String?

    package init(count: Int, lastReported: String?) {
        self.count = count
        self.lastReported = lastReported
    }
}
