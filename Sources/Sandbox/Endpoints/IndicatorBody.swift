import Observables

/// The body of a v2 call that creates or updates an indicator (API document, section 4.10). v3 has the same scalar members.
struct IndicatorBody {
    let node: JSONNode
    let type: IndicatorType

    /// - Throws: ``Refusal`` for values, ratings and dates that are not valid.
    func newIndicator() throws(Refusal) -> NewIndicator {
        let own = type.labels.map { node[$0]?.text }
        let given = own.contains { $0 != nil } ? own : node["summary"]?.text.map(type.values(ofSummary:))
        guard let given else { throw type.invalid }
        let change = try change()
        var new = NewIndicator(
            kind: type.kind ?? .mutex,
            values: try type.validated(given),
            rating: change.rating,
            confidence: change.confidence
        )
        new.customType = type.kind == nil ? type.name : nil
        (new.active, new.activeLocked, new.privateFlag) = (change.active, change.activeLocked, change.privateFlag)
        (new.size, new.dnsActive, new.whoisActive) = (change.size, change.dnsActive, change.whoisActive)
        new.externalDateAdded = change.externalDateAdded
        new.externalDateExpires = change.externalDateExpires
        new.externalLastModified = change.externalLastModified
        (new.firstSeen, new.lastSeen) = (change.firstSeen, change.lastSeen)
        return new
    }

    /// - Throws: ``Refusal`` for ratings and dates that are not valid.
    func change() throws(Refusal) -> IndicatorChange {
        var change = IndicatorChange()
        change.rating = try number("rating")
        try RatingRules.rating(change.rating, type)
        let confidence = try number("confidence")
        try RatingRules.confidence(confidence, type)
        change.confidence = confidence.map { Int($0) }
        change.active = try flag("active")
        change.activeLocked = try flag("activeLocked")
        change.privateFlag = try flag("privateFlag")
        if type.kind == .file { change.size = try number("size").flatMap { Int64(exactly: $0) } }
        if type.kind == .host {
            change.dnsActive = try flag("dnsActive")
            change.whoisActive = try flag("whoisActive")
        }
        change.externalDateAdded = try date("externalDateAdded")
        change.externalDateExpires = try date("externalDateExpires")
        change.externalLastModified = try date("externalLastModified")
        change.firstSeen = try date("firstSeen")
        change.lastSeen = try date("lastSeen")
        return change
    }

    private func number(_ name: String) throws(Refusal) -> Double? {
        guard let member = node[name] else { return nil }
        guard let number = member.number else { throw .malformed }
        return number
    }

    private func flag(_ name: String) throws(Refusal) -> Bool? {
        guard let member = node[name] else { return nil }
        guard let flag = member.flag else { throw .malformed }
        return flag
    }

    private func date(_ name: String) throws(Refusal) -> String? {
        guard let member = node[name] else { return nil }
        guard let date = member.text.flatMap(LenientDate.utc) else { throw .malformed }
        return date
    }
}
