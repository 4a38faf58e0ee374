import ThreatConnect

/// An indicator in any form in which the commands print one: an element of a list, the answer to a get
/// (`{"data":{"host":{…}}}`) or to a write (`{"data":{"type":"Host",…}}`), and the envelope around such an answer.
struct IndicatorObject: Sendable {
    /// The object whose members are the indicator's.
    let members: JSONText
    /// The name of its type, branch or entity: said by the object, by what holds it, or by the members of its value.
    let typeName: String?

    init(_ object: JSONText) {
        let body = object["json_body"] ?? object
        guard let data = body["data"], data.isObject else {
            self.init(element: body, entity: nil)
            return
        }
        let parts = (data.members ?? []).filter(\.value.isObject)
        let isNamed = data["id"] == nil && data["summary"] == nil
        if isNamed, parts.count == 1, let part = parts.first {
            self.init(element: part.value, entity: part.name)
        } else {
            self.init(element: data, entity: nil)
        }
    }

    private init(element: JSONText, entity: String?) {
        members = element
        typeName = element["type"]?.text ?? entity ?? (Self.hasText(element) ? nil : Self.builtIn(of: element)?.name)
    }

    /// The printed value under one of the names that say it whole, else nil.
    static func text(_ object: JSONText) -> String? {
        ["indicator", "summary", "value"].lazy.compactMap { object[$0]?.text }.first
    }

    private static func hasText(_ object: JSONText) -> Bool { text(object) != nil }

    /// Lists of one type leave the type out; the names of the members that hold the value tell it (API document, section 2).
    private static func builtIn(of object: JSONText) -> IndicatorType? {
        let names = Set((object.members ?? []).map(\.name))
        return IndicatorType.builtIn.first { !names.isDisjoint(with: $0.valueMembers) }
    }
}
