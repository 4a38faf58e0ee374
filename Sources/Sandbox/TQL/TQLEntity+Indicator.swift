extension TQLEntity {
    /// Keywords of section 8.3 of the API document. What the sandbox has no data for is known and unset.
    static let indicator = TQLEntity(
        table: "indicator #",
        fields: ownFields.merging(unsetFields) { own, _ in own },
        links: [
            "hasGroup": Link(
                entity: .group,
                template:
                    "@.id IN (SELECT x.indicator FROM association x JOIN groupItem # ON #.id = x.\"group\" WHERE {})"
            ),
            "hasTag": Link(
                entity: .tag,
                template: "@.id IN (SELECT x.indicator FROM tag x JOIN tagName # ON #.name = x.name WHERE {})"
            ),
            "hasAllTags": Link(
                entity: .tag,
                template: """
                    @.id IN (SELECT indicator FROM tag) AND NOT EXISTS (SELECT 1 FROM tagName # WHERE {} AND NOT EXISTS
                        (SELECT 1 FROM tag x WHERE x.indicator = @.id AND x.name = #.name))
                    """
            ),
            "hasAttribute": Link(
                entity: .attribute,
                template: "@.id IN (SELECT #.indicator FROM attribute # WHERE #.indicator IS NOT NULL AND {})"
            ),
            "hasSecurityLabel": Link(
                entity: .label,
                template: "@.id IN (SELECT x.indicator FROM indicatorLabel x JOIN label # ON #.id = x.label WHERE {})"
            ),
            "hasIndicator": Link(
                entity: .indicator,
                template: """
                    @.id IN (SELECT x.one FROM (SELECT a AS one, b AS other FROM indicatorAssociation
                        UNION ALL SELECT b, a FROM indicatorAssociation) x JOIN indicator # ON #.id = x.other WHERE {})
                    """
            ),
        ],
        emptyLinks: ["hasArtifact", "hasCase", "hasVictim", "hasVictimAsset", "hasIntelRequirement"]
    )

    private static let ownFields: [String: Field] = [
        "id": .number("@.id"),
        "summary": .summary,
        "value1": .value(1),
        "value2": .value(2),
        "value3": .value(3),
        "type": .indicatorType,
        "typeName": .indicatorType,
        "owner": .number("@.owner"),
        "ownerName": .text("(SELECT name FROM owner WHERE id = @.owner)"),
        "rating": .number("@.rating"),
        "confidence": .number("@.confidence"),
        "threatAssessScore": .number("@.threatAssessScore"),
        "description": .text("@.description"),
        "source": .text("@.source"),
        "dateAdded": .date("@.dateAdded"),
        "lastModified": .date("@.lastModified"),
        "firstSeen": .date("@.firstSeen"),
        "lastSeen": .date("@.lastSeen"),
        "externalDateAdded": .date("@.externalDateAdded"),
        "externalDateExpires": .date("@.externalDateExpires"),
        "externalLastModified": .date("@.externalLastModified"),
        "indicatorActive": .flag("@.active"),
        "activeLocked": .flag("@.activeLocked"),
        "falsePositiveCount": .number("@.falsePositiveCount"),
        "lastFalsePositive": .date("@.falsePositiveLastReported"),
        "observationCount": .number("@.observationCount"),
        "lastObserved": .date("@.lastObserved"),
        "hostDnsActive": .flag("CASE WHEN @.kind = 3 THEN coalesce(@.dnsActive, 0) END"),
        "hostWhoisActive": .flag("CASE WHEN @.kind = 3 THEN coalesce(@.whoisActive, 0) END"),
        "fileSize": .number("@.size"),
        "addressIsIpv6": .flag("CASE WHEN @.kind = 0 THEN instr(@.summary, ':') > 0 END"),
        "tag": .member(.text("t.name"), within: "@.id IN (SELECT t.indicator FROM tag t WHERE {})"),
        "attackTag": .member(
            .text("n.techniqueId"),
            within: "@.id IN (SELECT t.indicator FROM tag t JOIN tagName n ON n.name = t.name WHERE {})"
        ),
        "securityLabel": .member(
            .text("l.name"),
            within: "@.id IN (SELECT x.indicator FROM indicatorLabel x JOIN label l ON l.id = x.label WHERE {})"
        ),
        "associatedGroup": .member(
            .number("x.\"group\""),
            within: "@.id IN (SELECT x.indicator FROM association x WHERE {})"
        ),
        "sameNameAs": .member(
            .number("s.id"),
            within: "EXISTS (SELECT 1 FROM indicator s WHERE s.kind = @.kind AND s.summary = @.summary AND {})"
        ),
    ]

    private static let unsetFields: [String: Field] = {
        var fields: [String: Field] = [:]
        for name in [
            "addressCidr", "addressCity", "addressCountryCode", "addressCountryName", "addressRegisteringOrg",
            "addressState", "addressTimezone", "riskIqClassification", "tagOwnerName", "associatedGroupSource",
        ] { fields[name] = .text("NULL") }
        for name in [
            "abuseIpdbConfidenceScore", "addressAsn", "addressIpVal", "calScore", "commonId", "dtMalwareScore",
            "dtOverallScore", "dtPhishingScore", "dtSpamScore", "riskIqReputationScore", "tagOwner",
            "vtMaliciousCount", "hasCustomAssociation",
        ] { fields[name] = .number("NULL") }
        for name in ["dtLastUpdated", "vtLastUpdated", "threatAssessLastUpdated"] { fields[name] = .date("NULL") }
        fields["dtStatus"] = .flag("NULL")
        return fields
    }()
}
