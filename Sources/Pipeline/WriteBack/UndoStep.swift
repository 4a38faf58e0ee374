package import ThreatConnect

/// What takes one write back, given what stands there now. Pure.
///
/// Only what still is as the run left it is touched: what somebody changed since stays.
package struct UndoStep: Sendable, Hashable {
    package enum Action: Sendable, Hashable {
        case deleteIndicator(id: Int64)
        case change(id: Int64, IndicatorChange)
        case deleteAttribute(id: Int64)
        case restoreAttribute(AttributeValue)
    }

    /// In the order of sending.
    package var actions: [Action] = []
    /// What cannot be restored, for people.
    package var remains: [String] = []
    /// Already as it was before.
    package var isRestored: Bool { actions.isEmpty && remains.isEmpty }
}

extension UndoStep {
    /// - Parameters:
    ///   - copy: nil when the owner has none now.
    ///   - remoteID: What the server made.
    ///   - ownAttributes: Ids of the attributes that the run added to this indicator.
    package init(_ operation: WriteOperation, remoteID: Int64?, in copy: IndicatorCopy?, ownAttributes: Set<Int64>) {
        // An indicator that is gone took everything with it.
        guard let copy else { return }
        switch operation {
        case .create(let values): undoCreate(values, remoteID, copy, ownAttributes)
        case .update(_, let values, let previous): undoUpdate(values, previous, copy)
        case .addAttribute(let added): undoAdd(added, remoteID, copy)
        case .updateAttribute(let written, let previous): undoAttribute(written, previous, copy)
        case .reportFalsePositive:
            remains.append("a false positive that was reported cannot be withdrawn through the API")
        }
    }

    private mutating func undoCreate(
        _ values: IndicatorValues,
        _ remoteID: Int64?,
        _ copy: IndicatorCopy,
        _ ownAttributes: Set<Int64>
    ) {
        guard remoteID == nil || remoteID == copy.id else {
            return remains.append("it was deleted and created again since, so it stays")
        }
        let changes = Self.foreignChanges(values, copy, ownAttributes)
        guard changes.isEmpty else {
            return remains.append("it stays, because it was changed since: \(changes.joined(separator: ", "))")
        }
        actions.append(.deleteIndicator(id: copy.id))
    }

    /// What a created indicator has that the run did not give it.
    private static func foreignChanges(
        _ values: IndicatorValues,
        _ copy: IndicatorCopy,
        _ ownAttributes: Set<Int64>
    ) -> [String] {
        var changes: [String] = []
        let isForeign = copy.rating.map { !WritePlanner.areEqual($0, values.rating) } ?? (values.rating != nil)
        if isForeign { changes.append("rating") }
        if copy.confidence != values.confidence { changes.append("confidence") }
        if copy.active != values.active ?? true { changes.append("status") }
        let labels = Set((values.securityLabels ?? []).map { $0.lowercased() })
        if !copy.securityLabels.allSatisfy({ labels.contains($0.lowercased()) }) { changes.append("security labels") }
        let tags = Set((values.tags ?? []).map { $0.lowercased() })
        if !copy.tags.allSatisfy({ tags.contains($0.lowercased()) }) { changes.append("tags") }
        let groups = Set((values.groups ?? []).map(\.id))
        if !copy.groups.allSatisfy({ groups.contains($0.id) }) { changes.append("groups") }
        let attributes = Set((values.attributes ?? []).map { [$0.type, $0.value] })
        let foreign = copy.attributes.contains { attribute in
            !attributes.contains([attribute.type, attribute.value]) && !ownAttributes.contains(attribute.id)
        }
        if foreign { changes.append("attributes") }
        return changes
    }

    private mutating func undoUpdate(_ values: IndicatorValues, _ previous: IndicatorValues, _ copy: IndicatorCopy) {
        var change = IndicatorChange()
        if let written = values.rating {
            let isOurs = WritePlanner.areEqual(written, copy.rating)
            change.rating = restored("rating", written.shortest, previous.rating, copy.rating, isOurs, \.shortest)
        }
        if let written = values.confidence {
            let isOurs = written == copy.confidence
            change.confidence = restored("confidence", String(written), previous.confidence, copy.confidence, isOurs) {
                String($0)
            }
        }
        if let written = values.active {
            change.active = restored("active", String(written), previous.active, copy.active, written == copy.active) {
                String($0)
            }
        }
        let tags = Set(copy.tags.map { $0.lowercased() })
        let labels = Set(copy.securityLabels.map { $0.lowercased() })
        let removed = IndicatorChange(
            removing: IndicatorValues(
                tags: values.tags?.filter { tags.contains($0.lowercased()) },
                securityLabels: values.securityLabels?.filter { labels.contains($0.lowercased()) },
                groups: values.groups?.filter { wanted in copy.groups.contains { $0.id == wanted.id } }
            )
        )
        change.tags = removed.tags.flatMap { $0.values.isEmpty ? nil : $0 }
        change.securityLabels = removed.securityLabels.flatMap { $0.values.isEmpty ? nil : $0 }
        change.groups = removed.groups.flatMap { $0.values.isEmpty ? nil : $0 }
        if change != IndicatorChange() { actions.append(.change(id: copy.id, change)) }
    }

    /// The value to write back; nil, with the reason noted, where that cannot or must not be.
    private mutating func restored<Value: Equatable>(
        _ name: String,
        _ written: String,
        _ previous: Value?,
        _ present: Value?,
        _ isOurs: Bool,
        _ text: (Value) -> String
    ) -> Value? {
        if present == previous { return nil }
        guard isOurs else {
            let now = present.map(text) ?? "unset"
            remains.append("\(name) stays \(now): it was changed since the run wrote \(written)")
            return nil
        }
        if previous == nil { remains.append("\(name) stays \(written): there was none, and the API cannot remove one") }
        return previous
    }

    private mutating func undoAdd(_ added: AttributeValue, _ remoteID: Int64?, _ copy: IndicatorCopy) {
        guard let present = copy.attributes.first(where: { $0.id == remoteID }) else { return }
        guard present.value == added.value else {
            return remains.append("the attribute \(added.type) stays: its value was changed since")
        }
        actions.append(.deleteAttribute(id: present.id))
    }

    private mutating func undoAttribute(_ written: AttributeValue, _ previous: AttributeValue, _ copy: IndicatorCopy) {
        guard let present = copy.attributes.first(where: { $0.id == written.id }) else {
            return remains.append("the attribute \(written.type) is gone: it was deleted since")
        }
        let isAsBefore =
            present.value == previous.value && present.displayed == (previous.displayed ?? present.displayed)
            && present.source == (previous.source ?? present.source)
        guard !isAsBefore else { return }
        guard present.value == written.value else {
            return remains.append("the attribute \(written.type) stays: its value was changed since")
        }
        actions.append(.restoreAttribute(previous))
    }
}
