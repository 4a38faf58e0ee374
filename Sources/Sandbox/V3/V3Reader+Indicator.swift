import Foundation
import GRDB
import Observables

extension V3Reader {
    /// Writes a row of the table `indicator`: the default members, and those that `fields` asks for (section 5.3).
    func writeIndicator(_ row: Row, _ fields: V3Fields, to json: inout JSONWriter) throws {
        let id: Int64 = row["id"]
        let type = context.store.types.numbered(row["kind"])
        try json.object { json in
            json.writeID(id, quirk)
            writeOwner(row["owner"], to: &json)
            json.member("dateAdded", row["dateAdded"] as String)
            json.member(
                "webLink",
                (quirk == .nullWebLink ? "null" : Self.webHost) + "/#/details/indicators/\(id)/overview"
            )
            json.member("type", type.name)
            json.member("lastModified", row["lastModified"] as String)
            json.member("rating", decimal: row["rating"])
            json.member("confidence", row["confidence"] as Int?)
            json.member("source", row["source"] as String?)
            json.member("description", row["description"] as String?)
            json.member("summary", row["summary"] as String)
            json.member("privateFlag", row["privateFlag"] as Bool)
            json.member("active", row["active"] as Bool)
            json.member("activeLocked", row["activeLocked"] as Bool)
            writeValues(row, type, fields, to: &json)
            let owner = context.owner(id: row["owner"])?.name ?? ""
            let link = IndicatorJSON.webPath(type, id, Self.values(row, type), owner)
            json.member("legacyLink", (quirk == .nullWebLink ? "null" : Self.webHost) + link)
            writeCounters(row, fields, to: &json)
            try writeFalsePositiveOfUser(id, fields, to: &json)
            try writeCollections(of: id, type, fields, to: &json)
            writeEmpty(type, fields, to: &json)
        }
    }

    func writeOwner(_ id: Int64, to json: inout JSONWriter) {
        json.member("ownerId", id)
        json.member("ownerName", context.owner(id: id)?.name)
    }

    private func writeValues(_ row: Row, _ type: IndicatorType, _ fields: V3Fields, to json: inout JSONWriter) {
        let isGeneric = type.isCustom && fields.contains("genericCustomIndicatorValues")
        for (place, (label, value)) in zip(type.labels, Self.values(row, type)).enumerated() {
            json.member(isGeneric ? "value\(place + 1)" : label, value)
        }
        switch type.kind {
        case .host:
            json.member("dnsActive", row["dnsActive"] as Bool? ?? false)
            json.member("whoisActive", row["whoisActive"] as Bool? ?? false)
        case .file: json.member("size", row["size"] as Int64?)
        default: break
        }
    }

    private static func values(_ row: Row, _ type: IndicatorType) -> [String?] {
        type.labels.count == 1 ? [row["summary"]] : [row["value1"], row["value2"], row["value3"]]
    }

    private func writeCounters(_ row: Row, _ fields: V3Fields, to json: inout JSONWriter) {
        if fields.contains("observations") {
            json.member("observations", row["observationCount"] as Int)
            json.member("lastObserved", row["lastObserved"] as String?)
        }
        if fields.contains("falsePositives") {
            json.member("falsePositives", row["falsePositiveCount"] as Int)
            let last: String? = row["falsePositiveLastReported"]
            json.member("lastFalsePositive", last.map { $0.prefix(10) + "T00:00:00Z" })
        }
        if fields.contains("threatAssess") {
            json.member("threatAssessRating", decimal: row["rating"])
            json.member("threatAssessConfidence", decimal: row["confidence"])
            json.member("threatAssessScore", row["threatAssessScore"] as Int?)
            json.member("threatAssessScoreObserved", 0)
            json.member("threatAssessScoreFalsePositive", 0)
        }
        var dates: [String] = []
        if fields.contains("sightings") { dates += ["firstSeen", "lastSeen"] }
        if fields.contains("externalDates") {
            dates += ["externalDateAdded", "externalDateExpires", "externalLastModified"]
        }
        for date in dates { json.member(date, row[date] as String?) }
    }

    private func writeFalsePositiveOfUser(_ id: Int64, _ fields: V3Fields, to json: inout JSONWriter) throws {
        guard fields.contains("falsePositives") else { return }
        let sql = "SELECT 1 FROM falsePositive WHERE indicator = ? AND user = ?"
        json.member("falsePositiveReportedByUser", try row(sql, [id, context.userName]) != nil)
    }

    private func writeCollections(
        of id: Int64,
        _ type: IndicatorType,
        _ fields: V3Fields,
        to json: inout JSONWriter
    ) throws {
        if fields.contains("associatedGroups") {
            let sql = """
                SELECT g.* FROM association x JOIN groupItem g ON g.id = x."group" WHERE x.indicator = ? ORDER BY g.id
                """
            let inner = fields.within("associatedGroups")
            try json.list("associatedGroups", rows(sql, [id])) { try writeGroup($0, inner, to: &$1) }
        }
        if fields.contains("associatedIndicators") {
            let sql = """
                SELECT i.* FROM indicator i WHERE i.id IN (SELECT b FROM indicatorAssociation WHERE a = ?
                    UNION SELECT a FROM indicatorAssociation WHERE b = ?) ORDER BY i.id
                """
            let inner = fields.within("associatedIndicators")
            try json.list("associatedIndicators", rows(sql, [id, id])) { try writeIndicator($0, inner, to: &$1) }
        }
        if fields.contains("attributes") {
            let sql = "SELECT * FROM attribute WHERE indicator = ? ORDER BY id"
            let inner = fields.within("attributes")
            try json.list("attributes", rows(sql, [id])) { try writeAttribute($0, inner, to: &$1) }
        }
        if fields.contains("securityLabels") {
            let sql =
                "SELECT l.* FROM indicatorLabel x JOIN label l ON l.id = x.label WHERE x.indicator = ? ORDER BY l.id"
            try json.list("securityLabels", rows(sql, [id])) { writeLabel($0, to: &$1) }
        }
        if fields.contains("tags") {
            let sql = "SELECT n.* FROM tag t JOIN tagName n ON n.name = t.name WHERE t.indicator = ? ORDER BY t.id"
            try json.list("tags", rows(sql, [id])) { try writeTag($0, to: &$1) }
        }
        if fields.contains("fileOccurrences"), type.kind == .file {
            try json.list("fileOccurrences", rows("SELECT * FROM fileOccurrence WHERE indicator = ? ORDER BY id", [id]))
            {
                Self.writeOccurrence($0, to: &$1)
            }
        }
    }

    private static func writeOccurrence(_ row: Row, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", row["id"] as Int64)
            for name in ["fileName", "path", "date"] { json.member(name, row[name] as String?) }
        }
    }

    /// What the sandbox holds none of.
    private func writeEmpty(_ type: IndicatorType, _ fields: V3Fields, to json: inout JSONWriter) {
        var lists = ["associatedArtifacts", "associatedCases", "customAssociations"]
        if type.kind == .file { lists.append("fileActions") }
        for name in lists where fields.contains(name) { json.list(name, []) { _, _ in } }
        var objects = ["enrichment", "investigationLinks", "trackedUsers"]
        if type.kind == .host || type.kind == .address { objects.append("dnsResolution") }
        if type.kind == .address { objects.append("geoLocation") }
        for name in objects where fields.contains(name) { json.object(name) { _ in } }
        if type.kind == .host, fields.contains("whoIs") { json.object("whois") { _ in } }
    }
}

extension JSONWriter {
    mutating func writeID(_ id: Int64, _ quirk: Fault.Quirk?) {
        if quirk == .idsAsStrings {
            member("id", String(id))
        } else {
            member("id", id)
        }
    }
}
