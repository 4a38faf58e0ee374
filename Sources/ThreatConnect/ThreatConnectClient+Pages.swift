package import Observables

/// The lists of v2. Without an owner they show the API user's own organization alone, unlike the lists of v3, which span
/// all visible owners (API document, section 3.6).
extension ThreatConnectClient {
    /// Indicators of one type, or of all.
    ///
    /// - Parameters:
    ///   - type: Nil lists all types; such elements have `type` and `summary`, those of one type their value members.
    ///   - orParams: One of the filters is enough; otherwise all of them must hold.
    ///   - modifiedSince: `2026-01-31T00:00:00Z`, inclusive.
    ///   - pageSize: 1–10,000.
    package func indicatorPages(
        type: IndicatorType?,
        owner: String?,
        filters: [ListFilter] = [],
        orParams: Bool = false,
        modifiedSince: String? = nil,
        includes: Includes = [],
        pageSize: Int = 500
    ) -> APIPages {
        var action = APIAction(
            method: .get,
            segments: ["v2", "indicators"] + (type.map { [$0.branch] } ?? []),
            query: Self.query(owner: owner, filters: filters, orParams: orParams, includes: includes),
            owner: owner
        )
        if let modifiedSince { action.query.append(.init("modifiedSince", modifiedSince)) }
        action.subject = .service
        return APIPages(client: self, action: action, member: type?.entity ?? "indicator", pageSize: pageSize)
    }

    /// Indicators of an incident.
    ///
    /// - Parameter type: Nil lists all types, see ``indicatorPages(type:owner:filters:orParams:modifiedSince:includes:pageSize:)``.
    package func incidentIndicatorPages(
        id: Int64,
        type: IndicatorType? = nil,
        owner: String? = nil,
        filters: [ListFilter] = [],
        orParams: Bool = false,
        includes: Includes = [],
        pageSize: Int = 500
    ) -> APIPages {
        let action = APIAction(
            method: .get,
            segments: ["v2", "groups", "incidents", String(id), "indicators"] + (type.map { [$0.branch] } ?? []),
            query: Self.query(owner: owner, filters: filters, orParams: orParams, includes: includes),
            owner: owner
        )
        return APIPages(client: self, action: action, member: type?.entity ?? "indicator", pageSize: pageSize)
    }

    /// Tags of an incident; the elements have a `name`.
    package func incidentTagPages(id: Int64, owner: String? = nil, pageSize: Int = 500) -> APIPages {
        let action = APIAction(
            method: .get,
            segments: ["v2", "groups", "incidents", String(id), "tags"],
            query: Self.query(owner: owner, filters: [], orParams: false, includes: []),
            owner: owner
        )
        return APIPages(client: self, action: action, member: "tag", pageSize: pageSize)
    }

    /// `.success(nil)` when there is no such incident.
    package func incident(
        id: Int64,
        owner: String? = nil
    ) async throws(RunStoppingError) -> Result<Incident?, LookupFailure> {
        var action = APIAction(method: .get, segments: ["v2", "groups", "incidents", String(id)], owner: owner)
        action.query = (owner.map { [.init("owner", $0)] } ?? []) + Includes.additional.query
        switch try await read(action) {
        case .failure(let failure): return .failure(failure.lookupFailure)
        case .success(nil): return .success(nil)
        case .success(let body?):
            guard let incident = body["data"]?["incident"], incident.isObject else {
                return .failure(CallFailure.unreadable("the answer holds no incident").lookupFailure)
            }
            return .success(
                Incident(
                    id: incident["id"]?.integer ?? id,
                    name: incident["name"]?.text ?? "",
                    eventDate: incident["eventDate"]?.text.flatMap(ServerDate.normalised),
                    status: incident["status"]?.text,
                    ownerName: incident["owner"]?["name"]?.text ?? incident["ownerName"]?.text
                )
            )
        }
    }

    private static func query(
        owner: String?,
        filters: [ListFilter],
        orParams: Bool,
        includes: Includes
    ) -> [RequestTarget.QueryItem] {
        var query: [RequestTarget.QueryItem] = owner.map { [.init("owner", $0)] } ?? []
        if !filters.isEmpty { query.append(.init("filters", filters.map(\.description).joined(separator: ","))) }
        if orParams { query.append(.init("orParams", "true")) }
        return query + includes.query
    }
}

/// An incident, without what belongs to it.
package struct Incident: Sendable, Hashable {
    package let id: Int64
    package let name: String
    /// UTC, `2017-07-13T17:04:54Z`; nil when absent or unreadable.
    package let eventDate: String?
    package let status: String?
    package let ownerName: String?

    package init(id: Int64, name: String, eventDate: String?, status: String?, ownerName: String?) {
        self.id = id
        self.name = name
        self.eventDate = eventDate
        self.status = status
        self.ownerName = ownerName
    }
}
