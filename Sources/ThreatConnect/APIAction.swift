internal import Observables

/// One of the calls that a connector offers, with everything it says (API document, section 4).
package struct APIAction: Sendable {
    let method: APICall.Method
    /// What follows `/api`, not encoded.
    let segments: [String]
    var query: [RequestTarget.QueryItem] = []
    var body: [UInt8]?
    let owner: String?
    var subject = CallContext.Subject.value
    var isRepeatable = true
    /// Attempts after which a timeout is the answer; nil: as many as for anything else.
    var timeoutAttempts: Int?

    /// `POST /v2/indicators/{branch}/{value}/falsePositive`. Counts once per user, indicator and day.
    package static func reportFalsePositive(_ type: IndicatorType, _ value: String, owner: String?) -> APIAction {
        indicator(.post, type, value, ["falsePositive"], owner: owner)
    }

    /// `POST /v2/indicators/{branch}/{value}/attributes`. Doing it twice makes two attributes.
    package static func addAttribute(
        _ draft: AttributeDraft,
        to type: IndicatorType,
        _ value: String,
        owner: String?
    ) -> APIAction {
        var action = indicator(.post, type, value, ["attributes"], owner: owner)
        action.body = draft.body
        action.isRepeatable = false
        return action
    }

    /// `PUT /v2/indicators/{branch}/{value}/attributes/{id}`.
    package static func updateAttribute(
        id: Int64,
        value newValue: String,
        displayed: Bool?,
        source: String?,
        of type: IndicatorType,
        _ value: String,
        owner: String?
    ) -> APIAction {
        var action = indicator(.put, type, value, ["attributes", String(id)], owner: owner)
        var body = JSONBody()
        body.add("value", newValue)
        body.add("displayed", displayed)
        body.add("source", source)
        action.body = body.bytes
        return action
    }

    /// `DELETE /v2/indicators/{branch}/{value}/attributes/{id}`.
    package static func deleteAttribute(
        id: Int64,
        of type: IndicatorType,
        _ value: String,
        owner: String?
    ) -> APIAction {
        indicator(.delete, type, value, ["attributes", String(id)], owner: owner)
    }

    /// `POST /v3/indicators`: creates, or gives the owner's copy these values. Doing it twice changes nothing more,
    /// unless it brings attributes or observations along.
    package static func createIndicator(_ draft: IndicatorDraft, owner: String?) -> APIAction {
        APIAction(
            method: .post,
            segments: ["v3", "indicators"],
            query: ["associatedGroups", "attributes", "securityLabels", "tags"].map { .init("fields", $0) },
            body: draft.body(owner: owner),
            owner: owner,
            isRepeatable: draft.attributes.isEmpty && draft.observations == nil
        )
    }

    /// `PUT /v3/indicators/{id}`.
    package static func updateIndicator(id: Int64, _ change: IndicatorChange) -> APIAction {
        APIAction(method: .put, segments: ["v3", "indicators", String(id)], body: change.body, owner: nil)
    }

    /// `DELETE /v3/indicators/{id}`.
    package static func deleteIndicator(id: Int64) -> APIAction {
        APIAction(method: .delete, segments: ["v3", "indicators", String(id)], owner: nil)
    }

    /// `GET /v2/indicators/{branch}/{value}`.
    package static func indicator(
        _ type: IndicatorType,
        _ value: String,
        owner: String?,
        includes: Includes = []
    ) -> APIAction {
        var action = indicator(.get, type, value, [], owner: owner)
        action.query += includes.query
        return action
    }

    /// What hangs on one indicator: `GET /v2/indicators/{branch}/{value}/{list}`.
    static func indicatorList(_ list: String, _ type: IndicatorType, _ value: String, owner: String?) -> APIAction {
        indicator(.get, type, value, [list], owner: owner)
    }

    private static func indicator(
        _ method: APICall.Method,
        _ type: IndicatorType,
        _ value: String,
        _ rest: [String],
        owner: String?
    ) -> APIAction {
        APIAction(
            method: method,
            segments: ["v2", "indicators", type.branch, value] + rest,
            query: owner.map { [.init("owner", $0)] } ?? [],
            owner: owner
        )
    }
}

extension APIAction {
    /// A segment that is empty or a dot would address another resource: the list of all indicators of that type.
    var isSendable: Bool { !segments.contains { ["", ".", ".."].contains($0) } }

    func call(base: BaseURL) -> APICall {
        APICall(
            method: method,
            target: RequestTarget(base: base, segments: segments, query: query),
            body: body,
            context: CallContext(subject: subject, owner: owner, purpose: method == .get ? .reading : .writing),
            isRepeatable: isRepeatable,
            timeoutAttempts: timeoutAttempts
        )
    }
}
