import PipelineFile
import Tabular
import ThreatConnect

/// Writes elements of the API's lists as records: CSV with fixed columns, or the API's own JSON with what it leaves out.
struct FeedRecords: Sendable {
    struct IncidentPart: Sendable {
        let id: Int64
        let name: String
        let tags: [String]

        var tagText: String { tags.joined(separator: "; ") }
    }

    let format: PipelineFile.RecordFormat?
    /// Added to every record.
    let incident: IncidentPart?

    private var columns: [String] {
        [
            "type", "value", "rating", "confidence", "threat_assess_score", "owner", "active", "description", "source",
            "tags", "date_added", "last_modified", "web_link", "id",
        ] + (incident == nil ? [] : ["incident_id", "incident_name", "incident_tags"])
    }

    /// In front of the first record; nil for JSON Lines.
    var header: [UInt8]? { format == .jsonl ? nil : CSVTable(header: columns).encoded(neutralizing: false) }

    /// - Parameter type: Of every item, where the list does not say it.
    func records(_ items: [JSONText], type: IndicatorType?) -> [UInt8] {
        if format == .jsonl { return items.flatMap { line($0, type) } }
        return items.flatMap { CSVTable(header: row($0, type)).encoded(neutralizing: false) }
    }

    private func row(_ item: JSONText, _ type: IndicatorType?) -> [String] {
        let members = Dictionary((item.members ?? []).map { ($0.name, $0.value) }) { first, _ in first }
        func text(_ names: String...) -> String { names.lazy.compactMap { members[$0]?.text }.first ?? "" }
        let tags = (members["tag"]?.elements ?? members["tags"]?.elements ?? []).compactMap { $0["name"]?.text }
        let own = [
            type?.name ?? text("type"), value(item, type), text("rating"), text("confidence"),
            text("threatAssessScore"), text("ownerName"), text("active"), text("description"), text("source"),
            tags.joined(separator: "; "), text("dateAdded"), text("lastModified"), text("webLink"), text("id"),
        ]
        guard let incident else { return own }
        return own + [String(incident.id), incident.name, incident.tagText]
    }

    private func value(_ item: JSONText, _ type: IndicatorType?) -> String {
        if let type { return type.summary(of: item) ?? "" }
        return item["summary"]?.text ?? ""
    }

    /// The element itself, with its type and summary where the list leaves them out.
    private func line(_ item: JSONText, _ type: IndicatorType?) -> [UInt8] {
        var added: [(String, String)] = []
        if let type, item["type"] == nil { added.append(("type", type.name)) }
        if item["summary"] == nil { added.append(("summary", value(item, type))) }
        if let incident {
            added += [
                ("incident_id", String(incident.id)), ("incident_name", incident.name),
                ("incident_tags", incident.tagText),
            ]
        }
        var buffer = OutputBuffer()
        let isEmpty = item.members?.isEmpty ?? true
        item.bytes.dropLast().withUnsafeBufferPointer { buffer.append($0) }
        for (index, member) in added.enumerated() {
            if index > 0 || !isEmpty { buffer.append(UInt8(ascii: ",")) }
            buffer.appendJSONString(member.0)
            buffer.append(UInt8(ascii: ":"))
            buffer.appendJSONString(member.1)
        }
        buffer.append("}\n")
        return buffer.array()
    }
}
