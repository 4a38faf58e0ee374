import PipelineFile
import ThreatConnect

/// What the wishes for attributes come to, given what is there: one after the other, each seeing what those before it leave, so that none is written twice and
/// a second run finds nothing to do.
struct AttributePlan {
    private(set) var writes: [PlannedWrite] = []
    /// By type, what will be there.
    private var values: [String: [String]]
    private let present: [AttributeCopy]

    /// - Parameter wishes: At most one with the mode `replace` for a type.
    init(_ wishes: [DesiredState.Wish<DesiredAttribute>], present: [AttributeCopy]) {
        self.present = present
        values = Dictionary(grouping: present, by: \.type).mapValues { $0.map(\.value) }
        // First what is changed: the others are compared with the outcome.
        for wish in wishes where wish.value.mode == .replace {
            let others = wishes.map(\.value).filter { $0.type == wish.value.type && $0.mode == .append }
            replace(wish, besides: Set(others.map(\.value)))
        }
        for wish in wishes where wish.value.mode != .replace { add(wish) }
    }

    /// The attributes of an indicator that is made.
    var added: [AttributeValue] {
        writes.compactMap { if case .addAttribute(let value) = $0.operation { value } else { nil } }
    }

    private mutating func add(_ wish: DesiredState.Wish<DesiredAttribute>) {
        let there = values[wish.value.type] ?? []
        let isThere = wish.value.mode == .once ? !there.isEmpty : there.contains(wish.value.value)
        if !isThere { append(wish) }
    }

    /// - Parameter claimed: Values that other wishes want beside it: what they hold is not the one to change.
    private mutating func replace(_ wish: DesiredState.Wish<DesiredAttribute>, besides claimed: Set<String>) {
        let candidates = present.filter { attribute in
            attribute.type == wish.value.type
                && (attribute.value == wish.value.value || !claimed.contains(attribute.value))
        }
        // The one that the indicator shows, else the oldest.
        guard let target = candidates.first(where: \.displayed) ?? candidates.min(by: { $0.id < $1.id }) else {
            return append(wish)
        }
        guard !target.fulfils(wish.value) else { return }
        let operation = WriteOperation.updateAttribute(
            AttributeValue(wish.value, id: target.id),
            previous: AttributeValue(target)
        )
        writes.append(PlannedWrite(operation: operation, rules: [wish.rule]))
        if let place = values[wish.value.type]?.firstIndex(of: target.value) {
            values[wish.value.type]?.remove(at: place)
        }
        values[wish.value.type, default: []].append(wish.value.value)
    }

    private mutating func append(_ wish: DesiredState.Wish<DesiredAttribute>) {
        let operation = WriteOperation.addAttribute(AttributeValue(wish.value))
        writes.append(PlannedWrite(operation: operation, rules: [wish.rule]))
        values[wish.value.type, default: []].append(wish.value.value)
    }
}

extension AttributeCopy {
    fileprivate func fulfils(_ wish: DesiredAttribute) -> Bool {
        value == wish.value && (wish.displayed ?? displayed) == displayed && (wish.source ?? source) == source
    }
}
