import Foundation
package import ThreatConnect

/// Members of an indicator as the ledger keeps them: what is written, or what stood there before. Absent means untouched,
/// or that there was none.
package struct IndicatorValues: Codable, Sendable, Hashable {
    package var rating: Double?
    package var confidence: Int?
    package var active: Bool?
    package var tags: [String]?
    package var securityLabels: [String]?
    package var groups: [GroupValue]?
    package var attributes: [AttributeValue]?

    package init(
        rating: Double? = nil,
        confidence: Int? = nil,
        active: Bool? = nil,
        tags: [String]? = nil,
        securityLabels: [String]? = nil,
        groups: [GroupValue]? = nil,
        attributes: [AttributeValue]? = nil
    ) {
        self.rating = rating
        self.confidence = confidence
        self.active = active
        self.tags = tags
        self.securityLabels = securityLabels
        self.groups = groups
        self.attributes = attributes
    }

    var isEmpty: Bool { self == IndicatorValues() }
}

package struct GroupValue: Codable, Sendable, Hashable {
    package var id: Int64
    package var type: String
    package var name: String

    package init(_ link: GroupLink) { (id, type, name) = (link.id, link.type, link.name) }
}

package struct AttributeValue: Codable, Sendable, Hashable {
    /// nil before the server gave one.
    package var id: Int64?
    package var type: String
    package var value: String
    package var displayed: Bool?
    package var source: String?

    package init(_ wish: DesiredAttribute, id: Int64? = nil) {
        self.id = id
        (type, value, displayed, source) = (wish.type, wish.value, wish.displayed, wish.source)
    }

    package init(_ copy: AttributeCopy) {
        (id, type, value, displayed, source) = (copy.id, copy.type, copy.value, copy.displayed, copy.source)
    }

    var draft: AttributeDraft { AttributeDraft(type: type, value: value, displayed: displayed, source: source) }
}

/// One request that changes something on the server.
package enum WriteOperation: Sendable, Hashable {
    case create(IndicatorValues)
    /// Tags, labels and groups are those to add.
    case update(id: Int64, IndicatorValues, previous: IndicatorValues)
    case addAttribute(AttributeValue)
    /// Both have the attribute's id.
    case updateAttribute(AttributeValue, previous: AttributeValue)
    case reportFalsePositive

    static let creating = "create"

    /// As the ledger and the rejected file name it.
    package var name: String {
        switch self {
        case .create: Self.creating
        case .update: "update"
        case .addAttribute: "add_attribute"
        case .updateAttribute: "update_attribute"
        case .reportFalsePositive: "false_positive"
        }
    }
}

extension WriteOperation {
    /// For the ledger: what is written and what stood there before.
    package func encoded() throws -> (payload: String, previous: String) {
        switch self {
        case .create(let values): (try Self.json(values), "{}")
        case .update(let id, let values, let previous):
            (try Self.json(UpdatePayload(id: id, values: values)), try Self.json(previous))
        case .addAttribute(let value): (try Self.json(value), "{}")
        case .updateAttribute(let value, let previous): (try Self.json(value), try Self.json(previous))
        case .reportFalsePositive: ("{}", "{}")
        }
    }

    /// Reads back what ``encoded()`` made. Returns nil for an operation of a later version.
    package init?(name: String, payload: String, previous: String) throws {
        switch name {
        case "create": self = .create(try Self.value(payload))
        case "update":
            let update: UpdatePayload = try Self.value(payload)
            self = .update(id: update.id, update.values, previous: try Self.value(previous))
        case "add_attribute": self = .addAttribute(try Self.value(payload))
        case "update_attribute":
            self = .updateAttribute(try Self.value(payload), previous: try Self.value(previous))
        case "false_positive": self = .reportFalsePositive
        default: return nil
        }
    }

    private struct UpdatePayload: Codable {
        let id: Int64
        let values: IndicatorValues
    }

    private static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private static func value<Value: Decodable>(_ text: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }
}
