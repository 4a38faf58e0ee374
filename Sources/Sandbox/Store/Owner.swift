import GRDB

package enum OwnerType: String, Sendable, Hashable, CaseIterable {
    case organization = "Organization"
    case community = "Community"
    case source = "Source"
}

/// Who holds copies of indicators.
package struct Owner: Sendable, Hashable {
    package let id: Int64
    package let name: String
    package let type: OwnerType
}

extension Owner {
    static func all(_ db: Database) throws -> [Owner] {
        try Row.fetchAll(db, sql: "SELECT id, name, type FROM owner ORDER BY id").map(Owner.init(row:))
    }

    static func find(_ name: String, orAddAs type: OwnerType, _ db: Database) throws -> Owner {
        let statement = try db.cachedStatement(sql: "SELECT id, name, type FROM owner WHERE name = ?")
        if let row = try Row.fetchOne(statement, arguments: [name]) { return Owner(row: row) }
        try db.execute(sql: "INSERT INTO owner (name, type) VALUES (?, ?)", arguments: [name, type.rawValue])
        return Owner(id: db.lastInsertedRowID, name: name, type: type)
    }

    private init(row: Row) {
        self.init(id: row[0], name: row[1], type: OwnerType(rawValue: row[2]) ?? .source)
    }
}
