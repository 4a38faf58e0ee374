/// A JSON value of a request body. Read leniently: v2 clients send numbers and booleans as text, too.
enum JSONNode: Sendable, Hashable {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([JSONNode])
    case object([String: JSONNode])

    /// nil for a member that is absent or null, and for what is no object.
    subscript(_ name: String) -> JSONNode? {
        guard case .object(let members) = self, let member = members[name], member != .null else { return nil }
        return member
    }

    /// A number reads as text, too.
    var text: String? {
        switch self {
        case .text(let text): text
        case .number(let number): Int64(exactly: number).map(String.init) ?? String(number)
        default: nil
        }
    }

    var number: Double? {
        switch self {
        case .number(let number): number
        case .text(let text): Double(text)
        default: nil
        }
    }

    /// nil for a fraction, too.
    var integer: Int? { number.flatMap { Int(exactly: $0) } }

    var flag: Bool? {
        switch self {
        case .flag(let flag): flag
        case .text(let text): Bool(text.lowercased())
        default: nil
        }
    }

    var list: [JSONNode]? {
        guard case .list(let items) = self else { return nil }
        return items
    }

    var members: [String: JSONNode]? {
        guard case .object(let members) = self else { return nil }
        return members
    }
}
