import Foundation
package import Observables
package import PipelineFile
package import ThreatConnect

/// One owner's copy of one value: what a write-back changes.
package struct WriteTarget: Hashable, Sendable {
    package let observable: Observable
    /// nil: the API user's own organisation.
    package let owner: String?
}

/// Everything that the rules want of one target, with the rules that want it. A later rule's value replaces an earlier one's;
/// tags, labels, groups and attributes add up.
package struct DesiredState: Sendable {
    package struct Wish<Value: Sendable>: Sendable {
        package var value: Value
        /// The rule's label.
        package var rule: String

        package init(_ value: Value, rule: String) {
            self.value = value
            self.rule = rule
        }
    }

    package var creatingRule: String?
    package var rating: Wish<Double>?
    package var confidence: Wish<Int>?
    package var active: Wish<Bool>?
    package var falsePositive: Wish<Bool>?
    package var tags: [Wish<String>] = []
    package var securityLabels: [Wish<String>] = []
    package var groups: [Wish<GroupLink>] = []
    package var attributes: [Wish<DesiredAttribute>] = []
    /// Why a value cannot be written; the rest can.
    package var problems: [WriteProblem] = []

    package init() {}

    /// - Parameter wishes: Of one indicator, in any order: the file's order of the rules decides.
    init(_ wishes: [RuleWishes]) {
        self.init()
        for wish in wishes.sorted(by: { $0.place < $1.place }) { merge(wish.state) }
    }

    package mutating func merge(_ later: DesiredState) {
        creatingRule = creatingRule ?? later.creatingRule
        rating = later.rating ?? rating
        confidence = later.confidence ?? confidence
        active = later.active ?? active
        falsePositive = later.falsePositive ?? falsePositive
        tags.add(later.tags) { $0.lowercased() }
        securityLabels.add(later.securityLabels) { $0.lowercased() }
        groups.add(later.groups) { $0.id }
        for wish in later.attributes { add(wish) }
        problems += later.problems
    }

    /// Of two rules that set the one attribute of a type, the later one wins; the same attribute is wanted once.
    private mutating func add(_ wish: Wish<DesiredAttribute>) {
        let same = attributes.firstIndex { other in
            guard other.value.type == wish.value.type, other.value.mode == wish.value.mode else { return false }
            return wish.value.mode != .append || other.value.value == wish.value.value
        }
        guard let same else { return attributes.append(wish) }
        if wish.value.mode == .replace { attributes[same] = wish }
    }
}

package struct DesiredAttribute: Sendable, Hashable {
    package let type: String
    package let value: String
    package let mode: AttributeRule.Mode
    package let displayed: Bool?
    package let source: String?

    package init(
        type: String,
        value: String,
        mode: AttributeRule.Mode,
        displayed: Bool? = nil,
        source: String? = nil
    ) {
        self.type = type
        self.value = value
        self.mode = mode
        self.displayed = displayed
        self.source = source
    }
}

/// A value that a rule gave and that cannot be written.
package struct WriteProblem: Sendable, Hashable {
    package let rule: String
    /// `rating`, `attribute Description` …
    package let field: String
    package let message: String
}

extension Array {
    fileprivate mutating func add<Value, Key: Hashable>(_ later: [Element], key: (Value) -> Key)
    where Element == DesiredState.Wish<Value> {
        var known = Set(map { key($0.value) })
        self += later.filter { known.insert(key($0.value)).inserted }
    }
}
