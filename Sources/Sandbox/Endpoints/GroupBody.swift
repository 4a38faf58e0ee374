/// The body of a v2 call that creates or updates a group.
struct GroupBody {
    static let longestName = 100

    let node: JSONNode
    let type: GroupType

    private static let common: Set<String> = ["id", "name", "type", "ownerName", "eventDate", "status", "xid", "owner"]

    /// - Parameter isUpdate: A name need not be given.
    /// - Throws: ``Refusal`` for a missing or too long name, and a date that is none.
    func newGroup(isUpdate: Bool = false) throws(Refusal) -> NewGroup {
        let name = node["name"]?.text ?? ""
        guard name.count <= Self.longestName, isUpdate || !name.isEmpty else {
            throw .badLength("name", of: type.name, Self.longestName)
        }
        var new = NewGroup(type: type.name, name: name)
        if let date = node["eventDate"]?.text {
            guard let date = LenientDate.utc(date) else { throw .malformed }
            new.eventDate = date
        }
        new.status = node["status"]?.text
        new.xid = node["xid"]?.text
        for (name, value) in node.members ?? [:] where !Self.common.contains(name) {
            if let text = value.text { new.more[name] = text }
        }
        return new
    }
}
