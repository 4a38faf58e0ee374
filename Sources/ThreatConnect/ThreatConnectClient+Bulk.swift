package import Observables

/// All indicators of an owner, for a local copy. The list of v2 gives every member as the single indicator has it, links included; v3
/// writes its links differently.
extension ThreatConnectClient {
    /// The largest page that the API gives.
    package static let largestPage = 10_000

    /// One page of the owner's indicators of all types, active or not.
    ///
    /// - Parameters:
    ///   - owner: nil asks for the API user's own organisation.
    ///   - modifiedSince: `2026-01-31T00:00:00Z`, inclusive; nil gives all.
    ///   - limit: 1–10,000.
    /// - Throws: Only when every further call would fail too.
    package func bulkPage(
        owner: String?,
        modifiedSince: String?,
        start: Int,
        limit: Int,
        members: IndicatorMembers
    ) async throws(RunStoppingError) -> Result<BulkPage, LookupFailure> {
        var query: [RequestTarget.QueryItem] = owner.map { [.init("owner", $0)] } ?? []
        query.append(.init("filters", ListFilter.activeOrNot.map(\.description).joined(separator: ",")))
        query.append(.init("orParams", "true"))
        query += members.query
        if let modifiedSince { query.append(.init("modifiedSince", modifiedSince)) }
        query.append(.init("resultLimit", String(limit)))
        if start > 0 { query.append(.init("resultStart", String(start))) }
        var action = APIAction(method: .get, segments: ["v2", "indicators"], query: query, owner: owner)
        action.subject = .service
        let report = await perform(action.call(base: settings.url)) { try Reply<BulkPayload>.decode($0) }
        switch report.outcome {
        case .success(let payload): return .success(payload.page(owner: owner, members: members))
        case .absent: return .failure(Self.noIndicators(report.attempts))
        case .failed(let failure): return .failure(failure.lookupFailure)
        case .stopped(let error): throw error
        }
    }

    /// The owner's indicators deleted since a moment, as long as the instance remembers them (a system setting).
    ///
    /// - Throws: `LookupFailure` when the list cannot be had, `RunStoppingError` when no further call can succeed.
    package func deletedIndicators(owner: String?, since: String) async throws -> [DeletedIndicator] {
        var query: [RequestTarget.QueryItem] = owner.map { [.init("owner", $0)] } ?? []
        query.append(.init("deletedSince", since))
        var action = APIAction(method: .get, segments: ["v2", "indicators", "deleted"], query: query, owner: owner)
        action.subject = .service
        var deleted: [DeletedIndicator] = []
        for try await page in APIPages(client: self, action: action, member: "indicator", pageSize: Self.largestPage) {
            for item in page.items {
                guard let type = item["type"]?.text, let summary = item["summary"]?.text else { continue }
                deleted.append(DeletedIndicator(type: type, summary: summary))
            }
        }
        return deleted
    }

    private static func noIndicators(_ attempts: Int) -> LookupFailure {
        LookupFailure(
            code: .badResponse,
            attempts: attempts,
            detail: "the instance has no list of indicators; check url"
        )
    }
}
