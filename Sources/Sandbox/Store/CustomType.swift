import Foundation
import GRDB

/// A declaration of an indicator type beyond the twelve, as a data file or the control endpoint gives it:
/// `{"name": "Bitcoin Address", "labels": ["Address"], "casePreference": "sensitive"}`.
package struct CustomType: Sendable, Hashable, Decodable {
    package var name: String
    /// One to three member names of its values.
    package var labels: [String]
    /// `upper`, `lower` or `sensitive`.
    package var casePreference: String?
    /// Path segment; nil derives it from the name: `bitcoinAddresses`.
    package var branch: String?
    /// Member name; nil derives it from the name: `bitcoinAddress`.
    package var entity: String?

    package init(name: String, labels: [String], casePreference: String? = nil) {
        self.name = name
        self.labels = labels
        self.casePreference = casePreference
    }

    /// nil when complete.
    var problem: String? {
        if name.isEmpty { return "an indicator type needs a name" }
        if !(1...3).contains(labels.count) { return "the indicator type \(name) needs one to three labels" }
        return casePreference.map { IndicatorType.CasePreference(rawValue: $0) == nil } == true
            ? "casePreference of the indicator type \(name) must be upper, lower or sensitive" : nil
    }
}

extension IndicatorType {
    /// A type beyond the twelve, its path and member names derived from its name.
    static func further(
        _ number: Int,
        _ name: String,
        _ labels: [String],
        _ casePreference: CasePreference,
        branch: String? = nil,
        entity: String? = nil
    ) -> IndicatorType {
        let words = name.split(separator: " ").map(String.init)
        let derived = (words.first ?? "").lowercased() + words.dropFirst().map(\.capitalized).joined()
        let entity = entity ?? derived
        let ending = entity.hasSuffix("s") ? "es" : "s"
        return IndicatorType(
            number: number,
            name: name,
            kind: nil,
            branch: branch ?? entity + ending,
            entity: entity,
            labels: labels,
            casePreference: casePreference,
            isCustom: true
        )
    }

    static func further(of db: Database) throws -> [IndicatorType] {
        let sql = "SELECT number, name, labels, casePreference, branch, entity FROM customType ORDER BY number"
        return try Row.fetchAll(db, sql: sql).map { row in
            IndicatorType(
                number: row[0],
                name: row[1],
                kind: nil,
                branch: row[4],
                entity: row[5],
                labels: (row[2] as String).components(separatedBy: "\n"),
                casePreference: CasePreference(rawValue: row[3]) ?? .sensitive,
                isCustom: true
            )
        }
    }
}

extension SandboxStore {
    /// Declares a further indicator type, or keeps the one that has this name already.
    ///
    /// - Throws: ``SandboxError/badType(_:)`` for a declaration that is not complete.
    package func declare(_ type: CustomType) throws {
        if let problem = type.problem { throw SandboxError.badType(problem) }
        try database.write { db in
            guard types.named(type.name) == nil else { return }
            let added = IndicatorType.further(
                types.all.count,
                type.name,
                type.labels,
                IndicatorType.CasePreference(rawValue: type.casePreference ?? "sensitive") ?? .sensitive,
                branch: type.branch,
                entity: type.entity
            )
            guard types.inBranch(added.branch) == nil else {
                throw SandboxError.badType("the path \(added.branch) belongs to another indicator type; give a branch")
            }
            try db.execute(
                sql: """
                    INSERT INTO customType (number, name, labels, casePreference, branch, entity)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    added.number, added.name, added.labels.joined(separator: "\n"), added.casePreference.rawValue,
                    added.branch, added.entity,
                ]
            )
            types.add(added)
        }
    }
}
