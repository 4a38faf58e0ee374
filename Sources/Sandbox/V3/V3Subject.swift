/// What carries tags, labels and attributes: an indicator or a group, with the tables that hold them.
struct V3Subject: Sendable {
    let id: Int64
    /// The column that names the subject.
    let column: String
    let table: String
    let tags: String
    let labels: String

    static func indicator(_ id: Int64) -> V3Subject {
        V3Subject(id: id, column: "indicator", table: "indicator", tags: "tag", labels: "indicatorLabel")
    }

    static func group(_ id: Int64) -> V3Subject {
        V3Subject(id: id, column: "\"group\"", table: "groupItem", tags: "groupTag", labels: "groupLabel")
    }
}

/// A nested collection of a request body: `{"data":[…],"mode":"append"}`.
struct V3Nested: Sendable {
    enum Mode: String, Sendable {
        case append, delete, replace
    }

    let items: [JSONValue]
    let mode: Mode

    /// Returns nil where the body has no such member.
    ///
    /// - Parameter honoursMode: False for a POST, which always appends.
    /// - Throws: ``Refusal`` (400) for an unknown mode or a member of another shape.
    init?(_ name: String, in body: JSONValue, honoursMode: Bool) throws(Refusal) {
        guard let member = body[name] else { return nil }
        guard case .object = member else {
            throw Refusal(status: 400, message: "The member \(name) is not an object with the member data")
        }
        items = member["data"]?.array ?? []
        let text = member["mode"]?.text?.lowercased() ?? Mode.append.rawValue
        guard let mode = Mode(rawValue: text) else {
            throw Refusal(status: 400, message: "The mode of \(name) is not append, delete or replace")
        }
        self.mode = honoursMode ? mode : .append
    }
}
