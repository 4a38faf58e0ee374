/// How the v2 API writes one kind of group (API document, section 2.2).
struct GroupType: Sendable, Hashable {
    /// As in `"type":"Incident"`.
    let name: String
    /// Path segment: `incidents`.
    let branch: String
    /// Member name of a single group and of a typed list: `incident`.
    let entity: String

    static let all = [
        GroupType(name: "Adversary", branch: "adversaries", entity: "adversary"),
        GroupType(name: "Attack Pattern", branch: "attackPatterns", entity: "attackPattern"),
        GroupType(name: "Campaign", branch: "campaigns", entity: "campaign"),
        GroupType(name: "Course of Action", branch: "coursesOfAction", entity: "courseOfAction"),
        GroupType(name: "Document", branch: "documents", entity: "document"),
        GroupType(name: "Email", branch: "emails", entity: "email"),
        GroupType(name: "Event", branch: "events", entity: "event"),
        GroupType(name: "Incident", branch: "incidents", entity: "incident"),
        GroupType(name: "Intrusion Set", branch: "intrusionSets", entity: "intrusionSet"),
        GroupType(name: "Malware", branch: "malware", entity: "malware"),
        GroupType(name: "Report", branch: "reports", entity: "report"),
        GroupType(name: "Signature", branch: "signatures", entity: "signature"),
        GroupType(name: "Tactic", branch: "tactics", entity: "tactic"),
        GroupType(name: "Threat", branch: "threats", entity: "threat"),
        GroupType(name: "Tool", branch: "tools", entity: "tool"),
        GroupType(name: "Vulnerability", branch: "vulnerabilities", entity: "vulnerability"),
    ]

    private static let byBranch = Dictionary(uniqueKeysWithValues: all.map { ($0.branch, $0) })
    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    static func inBranch(_ branch: String) -> GroupType? { byBranch[branch] }
    static func named(_ name: String) -> GroupType? { byName[name] }

    /// Incidents and events happen on a day and have a status.
    var hasEventDate: Bool { name == "Incident" || name == "Event" }
}
