import Observables
import ThreatConnect

/// A plan for people: per indicator what is now and what would be then, with the rule that wants it.
package struct PlanText {
    private let result: WriteBackResult
    private let limit: Int

    package init(_ result: WriteBackResult, maxWrites: Int) {
        self.result = result
        limit = maxWrites
    }

    /// Indicators in the plan's order; those that stay as they are only count.
    package var lines: [String] {
        let shown = result.plan.entries.filter { !$0.writes.isEmpty || !$0.problems.isEmpty || $0.isUnreadable }
        return continuation + shown.flatMap(\.lines) + [summary]
    }

    private var continuation: [String] {
        guard result.continues else { return [] }
        return ["Continues the write-back of run \(result.run), which was interrupted, under its id and date."]
    }

    package var summary: String {
        let counts = [
            (result.toChange, "to change"), (result.toCreate, "to create"), (result.unchanged, "already so"),
            (result.leftAbsent, "not in ThreatConnect and not created"),
            (result.invalid, "with values that cannot be written"),
            (result.unreadable, "that could not be read"),
        ]
        let parts = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        let total = result.plan.entries.count
        let what = "\(total) \(total == 1 ? "indicator" : "indicators")"
        let head = parts.isEmpty ? what : "\(what): \(parts.joined(separator: ", "))"
        return "\(head); \(result.plan.writes) \(result.plan.writes == 1 ? "write" : "writes") (limit \(limit))"
    }
}

extension PlanEntry {
    fileprivate var isUnreadable: Bool { if case .unreadable = standing { true } else { false } }

    fileprivate var lines: [String] {
        let owner = target.owner ?? "own organisation"
        let place: String =
            switch standing {
            case .exists(let id): "\(owner), id \(id)"
            case .absent: "\(owner), new"
            case .unreadable: owner
            }
        let head = "\(target.observable.kind.name) \(target.observable.canonical.onOneLine) (\(place))"
        var lines =
            [head]
            + writes.flatMap { write in
                write.operation.changes.map { "  \($0.text)  [\(write.rules.joined(separator: ", "))]" }
            }
        lines += problems.map { "  ! \($0.field): \($0.message); not written  [\($0.rule)]" }
        if case .unreadable(let failure) = standing {
            lines.append("  ! could not be read: \(failure.detail); not written")
        }
        return lines
    }
}

/// One difference: what is now, what would be then.
package struct PlannedChange: Sendable, Hashable {
    package let field: String
    /// nil: there is none.
    package let now: String?
    package let then: String
    /// Something is added to a list, nothing replaced.
    package let isAddition: Bool

    fileprivate var text: String {
        let name = field + String(repeating: " ", count: max(1, 15 - field.count))
        let then = then.onOneLine.shortened(to: 120)
        if isAddition { return "\(name)+ \(then)" }
        return "\(name)\(now.map { $0.onOneLine.shortened(to: 60) } ?? "(none)") → \(then)"
    }
}

extension WriteOperation {
    package var changes: [PlannedChange] {
        switch self {
        case .create(let values): values.changes(from: IndicatorValues())
        case .update(_, let values, let previous): values.changes(from: previous)
        case .addAttribute(let added): [added.addition]
        case .updateAttribute(let written, let previous): written.changes(from: previous)
        case .reportFalsePositive:
            [PlannedChange(field: "false positive", now: nil, then: "one report", isAddition: true)]
        }
    }
}

extension IndicatorValues {
    fileprivate func changes(from previous: IndicatorValues) -> [PlannedChange] {
        var changes: [PlannedChange] = []
        if let rating { changes.append(.replacing("rating", previous.rating?.shortest, rating.shortest)) }
        if let confidence {
            changes.append(.replacing("confidence", previous.confidence.map(String.init), String(confidence)))
        }
        if let active { changes.append(.replacing("active", previous.active.map(String.init), String(active))) }
        changes += (tags ?? []).map { .adding("tag", $0) }
        changes += (securityLabels ?? []).map { .adding("security label", $0) }
        changes += (groups ?? []).map { .adding("group", "\($0.type) \($0.name) (id \($0.id))") }
        changes += (attributes ?? []).map(\.addition)
        return changes
    }
}

extension AttributeValue {
    fileprivate var addition: PlannedChange { .adding("attribute", "\(type): \(value)") }

    /// One for each part that becomes another.
    fileprivate func changes(from previous: AttributeValue) -> [PlannedChange] {
        var changes: [PlannedChange] = []
        if value != previous.value { changes.append(.replacing("attribute \(type)", previous.value, value)) }
        if let source, source != previous.source {
            changes.append(.replacing("source of attribute \(type)", previous.source, source))
        }
        if let displayed, displayed != previous.displayed {
            changes.append(
                .replacing("attribute \(type) displayed", previous.displayed.map(String.init), String(displayed))
            )
        }
        return changes
    }
}

extension PlannedChange {
    fileprivate static func adding(_ field: String, _ then: String) -> PlannedChange {
        PlannedChange(field: field, now: nil, then: then, isAddition: true)
    }

    fileprivate static func replacing(_ field: String, _ now: String?, _ then: String) -> PlannedChange {
        PlannedChange(field: field, now: now, then: then, isAddition: false)
    }
}

extension String {
    /// Line breaks and control characters as spaces: a value from outside must not move the cursor.
    var onOneLine: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }

    fileprivate func shortened(to limit: Int) -> String { count <= limit ? self : prefix(limit - 1) + "…" }
}
