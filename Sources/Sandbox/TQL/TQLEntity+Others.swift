extension TQLEntity {
    static let group = TQLEntity(
        table: "groupItem #",
        fields: [
            "id": .number("@.id"),
            "name": .text("@.name"),
            "summary": .text("@.name"),
            "type": .text("@.type"),
            "typeName": .text("@.type"),
            "owner": .number("@.owner"),
            "ownerName": .text("(SELECT name FROM owner WHERE id = @.owner)"),
            "status": .text("@.status"),
            "xid": .text("@.xid"),
            "eventDate": .date("@.eventDate"),
            "dateAdded": .date("@.dateAdded"),
            "lastModified": .date("@.lastModified"),
            "isGroup": .flag("1"),
            "tag": .member(.text("t.name"), within: "@.id IN (SELECT t.\"group\" FROM groupTag t WHERE {})"),
            "securityLabel": .member(
                .text("l.name"),
                within: "@.id IN (SELECT x.\"group\" FROM groupLabel x JOIN label l ON l.id = x.label WHERE {})"
            ),
            "associatedIndicator": .member(
                .number("x.indicator"),
                within: "@.id IN (SELECT x.\"group\" FROM association x WHERE {})"
            ),
        ],
        links: [
            "hasIndicator": Link(
                entity: .indicator,
                template:
                    "@.id IN (SELECT x.\"group\" FROM association x JOIN indicator # ON #.id = x.indicator WHERE {})"
            ),
            "hasTag": Link(
                entity: .tag,
                template: "@.id IN (SELECT x.\"group\" FROM groupTag x JOIN tagName # ON #.name = x.name WHERE {})"
            ),
            "hasAttribute": Link(
                entity: .attribute,
                template: "@.id IN (SELECT #.\"group\" FROM attribute # WHERE #.\"group\" IS NOT NULL AND {})"
            ),
            "hasSecurityLabel": Link(
                entity: .label,
                template: "@.id IN (SELECT x.\"group\" FROM groupLabel x JOIN label # ON #.id = x.label WHERE {})"
            ),
        ],
        emptyLinks: [
            "hasGroup", "hasArtifact", "hasCase", "hasVictim", "hasVictimAsset", "hasIntelRequirement", "hasAllTags",
        ]
    )

    /// Attributes of indicators and of groups; the endpoint says which.
    static let attribute = TQLEntity(
        table: "attribute #",
        fields: [
            "id": .number("@.id"),
            "type": .either(number: "(SELECT id FROM attributeType WHERE name = @.type)", text: "@.type"),
            "typeName": .text("@.type"),
            "text": .text("@.value"),
            "shortText": .text("@.value"),
            "value": .text("@.value"),
            "source": .text("@.source"),
            "displayed": .flag("@.displayed"),
            "default": .flag("@.displayed"),
            "pinned": .flag("@.pinned"),
            "dateAdded": .date("@.dateAdded"),
            "lastModified": .date("@.lastModified"),
            "indicatorId": .number("@.indicator"),
            "groupId": .number("@.\"group\""),
            "owner": .number(ownerOfAttribute),
            "ownerName": .text("(SELECT name FROM owner WHERE id = \(ownerOfAttribute))"),
            "maxSize": .number("(SELECT maxSize FROM attributeType WHERE name = @.type)"),
            "user": .text("NULL"),
            "associable": .flag("NULL"),
            "dateVal": .date("NULL"),
            "intVal": .number("NULL"),
        ],
        links: [
            "hasIndicator": Link(
                entity: .indicator,
                template: "@.indicator IN (SELECT #.id FROM indicator # WHERE {})"
            ),
            "hasGroup": Link(entity: .group, template: "@.\"group\" IN (SELECT #.id FROM groupItem # WHERE {})"),
            "hasSecurityLabel": Link(
                entity: .label,
                template: "@.id IN (SELECT x.attribute FROM attributeLabel x JOIN label # ON #.id = x.label WHERE {})"
            ),
        ]
    )

    private static let ownerOfAttribute = """
        coalesce((SELECT owner FROM indicator WHERE id = @.indicator), (SELECT owner FROM groupItem WHERE id = @."group"))
        """

    static let tag = TQLEntity(
        table: "tagName #",
        fields: [
            "id": .number("@.id"),
            "name": .text("@.name"),
            "summary": .text("@.name"),
            "techniqueId": .text("@.techniqueId"),
            "description": .text("@.description"),
            "owner": .number("NULL"),
            "ownerName": .text("NULL"),
            "lastUsed": .date("NULL"),
            "associatedIndicator": .member(
                .number("t.indicator"),
                within: "@.name IN (SELECT t.name FROM tag t WHERE {})"
            ),
            "associatedGroup": .member(
                .number("t.\"group\""),
                within: "@.name IN (SELECT t.name FROM groupTag t WHERE {})"
            ),
        ],
        links: [
            "hasIndicator": Link(
                entity: .indicator,
                template: "@.name IN (SELECT x.name FROM tag x JOIN indicator # ON #.id = x.indicator WHERE {})"
            ),
            "hasGroup": Link(
                entity: .group,
                template: "@.name IN (SELECT x.name FROM groupTag x JOIN groupItem # ON #.id = x.\"group\" WHERE {})"
            ),
        ],
        emptyLinks: ["hasCase", "hasVictim"]
    )

    static let label = TQLEntity(
        table: "label #",
        fields: [
            "id": .number("@.id"),
            "name": .text("@.name"),
            "summary": .text("@.name"),
            "description": .text("@.description"),
            "color": .text("@.color"),
            "dateAdded": .date("@.dateAdded"),
            "owner": .number("NULL"),
            "ownerName": .text("'System'"),
            "hasIndicatorAttribute": .member(
                .number("x.attribute"),
                within: "@.id IN (SELECT x.label FROM attributeLabel x WHERE {})"
            ),
        ],
        links: [
            "hasIndicator": Link(
                entity: .indicator,
                template:
                    "@.id IN (SELECT x.label FROM indicatorLabel x JOIN indicator # ON #.id = x.indicator WHERE {})"
            ),
            "hasGroup": Link(
                entity: .group,
                template: "@.id IN (SELECT x.label FROM groupLabel x JOIN groupItem # ON #.id = x.\"group\" WHERE {})"
            ),
        ],
        emptyLinks: ["hasVictim"]
    )

    static let attributeType = TQLEntity(
        table: "attributeType #",
        fields: [
            "id": .number("@.id"),
            "name": .text("@.name"),
            "summary": .text("@.name"),
            "description": .text("@.description"),
            "maxSize": .number("@.maxSize"),
            "allowMarkdown": .flag("@.allowMarkdown"),
        ]
    )

    static let owner = TQLEntity(
        table: "owner #",
        fields: ["id": .number("@.id"), "name": .text("@.name"), "summary": .text("@.name"), "type": .text("@.type")]
    )
}
