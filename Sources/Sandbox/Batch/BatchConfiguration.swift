/// How a batch job writes (API document, section 8.2).
struct BatchConfiguration: Sendable {
    enum Action: String, Sendable {
        case create = "Create"
        case delete = "Delete"
    }

    enum WriteType: String, Sendable {
        case append = "Append"
        case replace = "Replace"
        /// One value for each attribute type.
        case singleton = "Singleton"
        /// Attributes are only written to new indicators.
        case `static` = "Static"
    }

    enum CollisionMode: String, Sendable {
        case favorExisting = "FavorExisting"
        case favorIncoming = "FavorIncoming"
        case ignoreExisting = "IgnoreExisting"
        case ignoreIncoming = "IgnoreIncoming"
        case split = "Split"
    }

    enum MergeMode: String, Sendable {
        case distribute = "Distribute"
        case merge = "Merge"
    }

    let owner: String
    let haltOnError: Bool
    let action: Action
    let attributeWriteType: WriteType
    let tagWriteType: WriteType
    let securityLabelWriteType: WriteType
    let hashCollisionMode: CollisionMode
    let fileMergeMode: MergeMode

    /// - Throws: ``Refusal`` that says which member is missing or has a value that it cannot have.
    init(_ node: JSONNode) throws(Refusal) {
        guard let owner = node["owner"]?.text else { throw Self.missing("owner") }
        guard let haltOnError = node["haltOnError"]?.flag else { throw Self.missing("haltOnError") }
        self.owner = owner
        self.haltOnError = haltOnError
        action = try Self.choice(node, "action")
        attributeWriteType = try Self.choice(node, "attributeWriteType")
        tagWriteType = try Self.choice(node, "tagWriteType", .replace)
        securityLabelWriteType = try Self.choice(node, "securityLabelWriteType", .replace)
        hashCollisionMode = try Self.choice(node, "hashCollisionMode", .favorIncoming)
        fileMergeMode = try Self.choice(node, "fileMergeMode", .merge)
    }

    private static func choice<Choice: RawRepresentable<String>>(
        _ node: JSONNode,
        _ name: String,
        _ fallback: Choice? = nil
    ) throws(Refusal) -> Choice {
        guard let text = node[name]?.text else {
            guard let fallback else { throw missing(name) }
            return fallback
        }
        guard let choice = Choice(rawValue: text) else {
            throw Refusal(status: 400, message: "The \(name) for this batch is invalid: \(text)")
        }
        return choice
    }

    private static func missing(_ name: String) -> Refusal {
        Refusal(status: 400, message: "The \(name) for this batch is missing or invalid")
    }
}
