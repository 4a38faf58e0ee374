import Foundation
import Observables

/// Writes one indicator in the three shapes of the v2 API (API document, sections 4.4 to 4.6).
struct IndicatorJSON {
    enum Shape {
        /// Nested `owner`, value members.
        case single
        /// `ownerName`, value members, `type` for custom types only.
        case typedList
        /// `ownerName`, `type` and `summary`, no value members.
        case mixedList
    }

    let shape: Shape
    let includes: Includes
    let quirk: Fault.Quirk?

    func write(_ record: IndicatorRecord, to json: inout JSONWriter) {
        json.object { json in
            writeOrigin(record, to: &json)
            writeRatings(record.indicator, to: &json)
            let link = Self.webPath(
                record.indicator.type,
                record.indicator.id,
                record.indicator.values,
                record.owner.name
            )
            json.member("webLink", parts: quirk == .nullWebLink ? "null" : Self.webHost, link)
            json.member("description", record.indicator.description)
            json.member("source", record.indicator.source)
            if shape == .mixedList {
                json.member("summary", record.indicator.summary)
            } else {
                writeValues(record.indicator, to: &json)
            }
            if includes.contains(.additional) { writeAdditional(record, to: &json) }
            writeCollections(record, to: &json)
        }
    }

    private func writeOrigin(_ record: IndicatorRecord, to json: inout JSONWriter) {
        let indicator = record.indicator
        if quirk == .idsAsStrings {
            json.member("id", String(indicator.id))
        } else {
            json.member("id", indicator.id)
        }
        if shape == .single {
            json.object("owner") { $0.write(record.owner) }
        } else {
            json.member("ownerName", record.owner.name)
        }
        if shape == .mixedList || indicator.type.isCustom { json.member("type", indicator.type.name) }
        json.member("dateAdded", indicator.dateAdded)
        json.member("lastModified", indicator.lastModified)
    }

    private func writeRatings(_ indicator: StoredIndicator, to json: inout JSONWriter) {
        json.member("rating", decimal: indicator.rating)
        json.member("confidence", indicator.confidence)
        json.member("threatAssessRating", decimal: indicator.rating)
        json.member("threatAssessConfidence", decimal: indicator.confidence.map(Double.init))
        json.member("threatAssessScore", indicator.threatAssessScore)
    }

    private func writeValues(_ indicator: StoredIndicator, to json: inout JSONWriter) {
        for (label, value) in zip(indicator.type.labels, indicator.values) { json.member(label, value) }
        switch indicator.type.kind {
        case .host:
            json.member("dnsActive", String(indicator.dnsActive ?? false))
            json.member("whoisActive", String(indicator.whoisActive ?? false))
        case .file: json.member("size", indicator.size)
        default: break
        }
    }

    private func writeAdditional(_ record: IndicatorRecord, to json: inout JSONWriter) {
        let indicator = record.indicator
        json.member("observationCount", indicator.observationCount)
        json.member("lastObserved", indicator.lastObserved)
        json.member("falsePositiveCount", indicator.falsePositiveCount)
        json.member("falsePositiveLastReported", indicator.falsePositiveLastReported)
        json.member("privateFlag", indicator.privateFlag)
        json.member("active", indicator.active)
        json.member("activeLocked", indicator.activeLocked)
        json.member("communityOrSource", record.owner.type != .organization)
        json.array("additionalOwners") { _ in }
    }

    private func writeCollections(_ record: IndicatorRecord, to json: inout JSONWriter) {
        if let attributes = record.attributes {
            json.array("attribute") { json in attributes.forEach { Self.write($0, to: &json) } }
        }
        if let tags = record.tags {
            json.array("tag") { json in tags.forEach { Self.writeTag($0, record.owner, to: &json) } }
        }
        if let labels = record.labels {
            json.array("securityLabel") { json in labels.forEach { json.write($0) } }
        }
    }

    static func write(_ attribute: StoredAttribute, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", attribute.id)
            json.member("type", attribute.type)
            json.member("dateAdded", attribute.dateAdded)
            json.member("lastModified", attribute.lastModified)
            json.member("displayed", attribute.displayed)
            json.member("value", attribute.value)
            json.member("source", attribute.source)
        }
    }

    static func writeTag(_ name: String, _ owner: Owner, to json: inout JSONWriter) {
        json.object { json in
            json.member("name", name)
            let page = "/auth/tags/tag.xhtml?tag="
            json.member("webLink", parts: webHost, page, escape(name), "&owner=", escape(owner.name))
        }
    }
}

extension IndicatorJSON {
    /// Never the server's own address: the answer to a request must not depend on the port.
    static let webHost = "https://sandbox.example"

    /// The page of an indicator: `webLink` of v2, `legacyLink` of v3.
    static func webPath(_ type: IndicatorType, _ id: Int64, _ values: [String?], _ owner: String) -> String {
        let page = type.isCustom ? "customIndicator" : type.entity.lowercased()
        let key =
            switch type.kind {
            case _ where type.isCustom: "id=\(id)"
            case .url: "orgid=\(id)"
            default: "\(page)=\(escape(values.lazy.compactMap { $0 }.first ?? ""))"
            }
        return "/auth/indicators/details/\(page).xhtml?\(key)&owner=\(escape(owner))"
    }

    /// Form style, as ThreatConnect writes its links: a space becomes `+`.
    static func escape(_ text: String) -> String {
        if text.utf8.allSatisfy(isPlain) { return text }
        var escaped: [UInt8] = []
        escaped.reserveCapacity(3 * text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case _ where isPlain(byte): escaped.append(byte)
            case UInt8(ascii: " "): escaped.append(UInt8(ascii: "+"))
            default: escaped += "%\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true))".utf8
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension JSONWriter {
    mutating func write(_ owner: Owner) {
        member("id", owner.id)
        member("name", owner.name)
        member("type", owner.type.rawValue)
    }

    mutating func write(_ label: StoredLabel) {
        object { json in
            json.member("name", label.name)
            json.member("description", label.description)
            json.member("dateAdded", label.dateAdded)
        }
    }
}
