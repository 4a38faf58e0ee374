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
    init(row: some ColumnValues, _ types: TypeRegistry) {
        id = row[at: 0]
        owner = row[at: 1]
        type = types.numbered(row[at: 2])
        summary = row[at: 3]
        values =
            type.labels.count == 1 ? [summary] : [row[at: 4], row[at: 5], row[at: 6]].dropLast(3 - type.labels.count)
        rating = row[at: 7]
        confidence = row[at: 8]
        threatAssessScore = row[at: 9]
        active = row[at: 10]
        dateAdded = row[at: 11]
        lastModified = row[at: 12]
        description = row[at: 13]
        source = row[at: 14]
        falsePositiveCount = row[at: 15]
        falsePositiveLastReported = row[at: 16]
        observationCount = row[at: 17]
        lastObserved = row[at: 18]
        size = row[at: 19]
        dnsActive = row[at: 20]
        whoisActive = row[at: 21]
        activeLocked = row[at: 22]
        privateFlag = row[at: 23]
        externalDateAdded = row[at: 24]
        externalDateExpires = row[at: 25]
        externalLastModified = row[at: 26]
        firstSeen = row[at: 27]
        lastSeen = row[at: 28]
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
