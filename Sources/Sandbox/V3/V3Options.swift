/// What `OPTIONS` tells about the v3 API: members, `fields` and TQL keywords (API document, section 5.6).
enum V3Options {
    private static let objects: [(path: String, entity: TQLEntity, fields: [String])] = [
        ("indicators", .indicator, indicatorFields),
        ("groups", .group, ["associatedIndicators", "attributes", "securityLabels", "tags"]),
        ("indicatorAttributes", .attribute, ["indicator", "securityLabels"]),
        ("groupAttributes", .attribute, ["securityLabels"]),
        ("tags", .tag, []),
        ("securityLabels", .label, []),
        ("attributeTypes", .attributeType, []),
        ("security/owners", .owner, []),
    ]

    /// Section 5.3.
    static let indicatorFields = [
        "associatedArtifacts", "associatedCases", "associatedGroups", "associatedIndicators", "associationName",
        "attributes", "customAssociations", "dnsResolution", "enrichment", "externalDates", "falsePositives",
        "fileActions", "fileOccurrences", "genericCustomIndicatorValues", "geoLocation", "investigationLinks",
        "observations", "securityLabels", "sightings", "tags", "threatAssess", "trackedUsers", "whoIs",
    ]

    static var routes: [Route] {
        objects.flatMap { object in
            [
                Route("OPTIONS", "/api/v3/\(object.path)"[...]) { _ in members(of: object.path) },
                Route("OPTIONS", "/api/v3/\(object.path)/fields"[...]) { _ in fields(object.fields) },
                Route("OPTIONS", "/api/v3/\(object.path)/tql"[...]) { _ in keywords(of: object.entity) },
            ]
        }
    }

    private static func fields(_ names: [String]) -> Reply {
        list(names) { (name: String, json: inout JSONWriter) in
            json.member("name", name)
            json.member("description", "Adds \(name) to the answer")
            json.member("includedByDefault", false)
        }
    }

    private static func keywords(of entity: TQLEntity) -> Reply {
        let sorted = entity.keywords.sorted { $0.name < $1.name }
        return list(sorted) { (keyword: (name: String, type: String), json: inout JSONWriter) in
            json.member("keyword", keyword.name)
            json.member("name", keyword.name)
            json.member("type", keyword.type)
        }
    }

    private static func list<T>(_ items: [T], _ write: (T, inout JSONWriter) -> Void) -> Reply {
        .json { json in
            json.array("data") { json in
                for item in items { json.object { object in write(item, &object) } }
            }
            json.member("count", items.count)
            json.member("status", "Success")
        }
    }

    /// Names and types of the members that can be written.
    private static func members(of path: String) -> Reply {
        .json { json in
            for (name, type) in writable[path] ?? [("name", "String")] {
                json.object(name) { json in
                    json.member("type", type)
                    json.member("updatable", true)
                }
            }
        }
    }

    private static let writable: [String: [(String, String)]] = [
        "indicators": [
            ("active", "Boolean"), ("activeLocked", "Boolean"), ("confidence", "Integer"),
            ("rating", "BigDecimal"), ("privateFlag", "Boolean"), ("externalDateAdded", "Date"),
            ("externalDateExpires", "Date"), ("externalLastModified", "Date"), ("firstSeen", "Date"),
            ("lastSeen", "Date"), ("falsePositiveFlag", "Boolean"), ("observations", "Integer"),
            ("associatedGroups", "GroupCollection"), ("associatedIndicators", "IndicatorCollection"),
            ("attributes", "AttributeCollection"), ("securityLabels", "SecurityLabelCollection"),
            ("tags", "TagCollection"), ("type", "String"),
        ],
        "groups": [
            ("name", "String"), ("type", "String"), ("xid", "String"), ("eventDate", "Date"), ("status", "String"),
            ("associatedIndicators", "IndicatorCollection"), ("attributes", "AttributeCollection"),
            ("securityLabels", "SecurityLabelCollection"), ("tags", "TagCollection"),
        ],
        "indicatorAttributes": [
            ("indicatorId", "Integer"), ("type", "String"), ("value", "String"), ("source", "String"),
            ("default", "Boolean"), ("pinned", "Boolean"), ("securityLabels", "SecurityLabelCollection"),
        ],
    ]
}
