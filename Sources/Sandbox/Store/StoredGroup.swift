import GRDB

/// A group about to be stored.
package struct NewGroup: Sendable, Hashable {
    /// Type name: `Incident`.
    package var type: String
    package var name: String
    /// nil: the next free one.
    package var id: Int64?
    /// nil: the store's own organisation.
    package var owner: String?
    package var eventDate: String?
    package var status: String?
    package var xid: String?
    /// UTC text, `2017-07-13T17:04:54Z`.
    package var dateAdded = SandboxStore.defaultDate
    package var lastModified = SandboxStore.defaultDate
    package var tags: [String] = []
    package var attributes: [NewAttribute] = []
    package var securityLabels: [String] = []
    /// Members of its type only, such as `fileName` of a document, as text.
    package var more: [String: String] = [:]

    package init(type: String, name: String, id: Int64? = nil) {
        self.type = type
        self.name = name
        self.id = id
    }
}

/// One row of the `groupItem` table.
struct StoredGroup: Sendable {
    let id: Int64
    let owner: Int64
    let type: GroupType
    let name: String
    let eventDate: String?
    let status: String?
    let xid: String?
    let dateAdded: String
    let lastModified: String
    let more: [String: String]

    static let columns = [
        "id", "owner", "type", "name", "eventDate", "status", "xid", "dateAdded", "lastModified", "more",
    ].map { "g." + $0 }.joined(separator: ", ")

    /// - Parameter row: Has ``columns`` in their order.
    init(row: Row) {
        id = row[0]
        owner = row[1]
        type = GroupType.named(row[2]) ?? GroupType(name: row[2], branch: "unsupported", entity: "unsupported")
        name = row[3]
        eventDate = row[4]
        status = row[5]
        xid = row[6]
        dateAdded = row[7]
        lastModified = row[8]
        more = MoreMembers.decode(row[9])
    }
}

/// A group with its owner and the collections that were asked for; nil means not asked for.
struct GroupRecord: Sendable {
    let group: StoredGroup
    let owner: Owner
    var tags: [String]?
    var attributes: [StoredAttribute]?
    var labels: [StoredLabel]?
}
