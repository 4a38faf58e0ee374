/// What a run writes to ThreatConnect, and how far it may go.
package struct WriteBackSection: Sendable {
    package enum Mode: String, Sendable, Hashable, CaseIterable {
        /// Works out what would be written and writes nothing.
        case plan
        case apply
    }

    package var mode: Mode
    /// A run that would send more writes than this sends none.
    package var maxWrites: Int
    /// How long a request whose answer was lost may still take effect: before that it is looked up, not sent again.
    package var settleTime: Duration
    /// Whose copies are written, unless a rule names another owner; nil is the API user's own organisation.
    package var owner: String?
    /// In file order. Several rules may act on one observable.
    package var rules: [WriteBackRule]
}

/// What is written about an observable whose records fulfil a condition.
package struct WriteBackRule: Sendable, Hashable {
    /// Names the rule in plans, ledger and reports; distinct within a file. `rule 1` where the file gives none.
    package var label: String
    /// nil: every observable that the rule sees, see ``seesAbsent``.
    package var condition: Condition?
    package var owner: String?
    /// Whether an indicator that the owner does not have is created.
    package var create: Bool
    /// A number 0–5 once rendered.
    package var rating: ValueTemplate?
    /// A whole number 0–100 once rendered.
    package var confidence: ValueTemplate?
    /// `true` or `false` once rendered.
    package var active: ValueTemplate?
    /// `true` or `false` once rendered; `true` reports a false positive.
    package var falsePositive: ValueTemplate?
    /// Added to the tags that are there. A template that is one column alone is split at ``listSeparator``.
    package var tags: [ValueTemplate]
    /// Added to the labels that are there; split like tags.
    package var securityLabels: [ValueTemplate]
    package var groups: [GroupReference]
    package var attributes: [AttributeRule]
    /// Separates several tags or labels in one cell.
    package var listSeparator: String
    /// Where the rule begins in the file.
    package var position: SourcePosition
}

/// A group that indicators are associated with. It has to exist.
package enum GroupReference: Sendable, Hashable {
    case id(ValueTemplate)
    /// The type as ThreatConnect names it (`Incident`), and the exact name.
    case named(type: String, name: ValueTemplate)
}

package struct AttributeRule: Sendable, Hashable {
    package enum Mode: String, Sendable, Hashable, CaseIterable {
        /// Adds one, unless one with this type and value is there.
        case append
        /// Changes the value of the one that is there, or adds one.
        case replace
        /// Adds one, unless one of this type is there, whatever its value.
        case once
    }

    /// As the instance names it: `Description`.
    package var type: String
    package var value: ValueTemplate
    package var mode: Mode
    /// For `Description` and `Source`: whether the indicator shows this one.
    package var displayed: Bool?
    package var source: ValueTemplate?
    package var position: SourcePosition
}

extension WriteBackRule {
    /// Whether the rule also acts on what a look-up does not find: to create it, or because an inactive indicator is hidden from
    /// look-ups and may have to be activated.
    package var seesAbsent: Bool { create || active.map { $0.constant?.lowercased() != "false" } ?? false }

    /// Every template of the rule.
    package var templates: [ValueTemplate] {
        let groups = groups.map { group in
            switch group {
            case .id(let id): id
            case .named(_, let name): name
            }
        }
        let singles = [rating, confidence, active, falsePositive].compactMap { $0 }
        return singles + tags + securityLabels + groups
            + attributes.flatMap { [$0.value, $0.source].compactMap { $0 } }
    }
}
