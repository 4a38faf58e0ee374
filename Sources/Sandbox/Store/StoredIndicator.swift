import GRDB
import Observables

/// One row of the `indicator` table.
struct StoredIndicator: Sendable {
    let id: Int64
    let owner: Int64
    let type: IndicatorType
    let summary: String
    /// In the order of the type's labels.
    let values: [String?]
    let rating: Double?
    let confidence: Int?
    let threatAssessScore: Int?
    let active: Bool
    let dateAdded: String
    let lastModified: String
    let description: String?
    let source: String?
    let falsePositiveCount: Int
    let falsePositiveLastReported: String?
    let observationCount: Int
    let lastObserved: String?
    let size: Int64?
    let dnsActive: Bool?
    let whoisActive: Bool?
    let activeLocked: Bool
    let privateFlag: Bool
    let externalDateAdded: String?
    let externalDateExpires: String?
    let externalLastModified: String?
    let firstSeen: String?
    let lastSeen: String?

    static let columns = [
        "id", "owner", "kind", "summary", "value1", "value2", "value3", "rating", "confidence",
        "threatAssessScore", "active", "dateAdded", "lastModified", "description", "source",
        "falsePositiveCount", "falsePositiveLastReported", "observationCount", "lastObserved",
        "size", "dnsActive", "whoisActive", "activeLocked", "privateFlag", "externalDateAdded",
        "externalDateExpires", "externalLastModified", "firstSeen", "lastSeen",
    ].map { "i." + $0 }.joined(separator: ", ")

    /// - Parameter row: Has ``columns`` in their order.
    init(row: Row, _ types: TypeRegistry) {
        id = row[0]
        owner = row[1]
        type = types.numbered(row[2])
        summary = row[3]
        values = type.labels.count == 1 ? [summary] : [row[4], row[5], row[6]].dropLast(3 - type.labels.count)
        rating = row[7]
        confidence = row[8]
        threatAssessScore = row[9]
        active = row[10]
        dateAdded = row[11]
        lastModified = row[12]
        description = row[13]
        source = row[14]
        falsePositiveCount = row[15]
        falsePositiveLastReported = row[16]
        observationCount = row[17]
        lastObserved = row[18]
        size = row[19]
        dnsActive = row[20]
        whoisActive = row[21]
        activeLocked = row[22]
        privateFlag = row[23]
        externalDateAdded = row[24]
        externalDateExpires = row[25]
        externalLastModified = row[26]
        firstSeen = row[27]
        lastSeen = row[28]
    }
}

struct StoredAttribute: Sendable {
    let id: Int64
    let type: String
    let value: String
    let displayed: Bool
    let dateAdded: String
    let lastModified: String
    var source: String?
    var pinned = false

    static let columns = "id, type, value, displayed, dateAdded, lastModified, source, pinned"

    /// - Parameter row: Has ``columns`` in their order.
    init(row: Row) {
        id = row[0]
        type = row[1]
        value = row[2]
        displayed = row[3]
        dateAdded = row[4]
        lastModified = row[5]
        source = row[6]
        pinned = row[7]
    }
}

/// A security label.
struct StoredLabel: Sendable {
    let id: Int64
    let name: String
    let description: String?
    let color: String?
    let dateAdded: String

    static let columns = "l.id, l.name, l.description, l.color, l.dateAdded"

    /// - Parameter row: Has ``columns`` in their order.
    init(row: Row) {
        id = row[0]
        name = row[1]
        description = row[2]
        color = row[3]
        dateAdded = row[4]
    }
}

/// An indicator with the collections that were asked for; nil means not asked for.
struct IndicatorRecord: Sendable {
    let indicator: StoredIndicator
    let owner: Owner
    var tags: [String]?
    var attributes: [StoredAttribute]?
    var labels: [StoredLabel]?
}
