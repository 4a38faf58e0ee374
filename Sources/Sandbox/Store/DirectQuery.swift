import GRDB
import GRDBSQLite

/// The values of one row, by their zero-based places.
protocol ColumnValues {
    subscript<Value: DatabaseValueConvertible & StatementColumnConvertible>(at place: Int) -> Value { get }
}

extension Row: ColumnValues {
    subscript<Value: DatabaseValueConvertible & StatementColumnConvertible>(at place: Int) -> Value { self[place] }
}

/// A query that is run through SQLite's own interface: GRDB's rows and arguments cost several times what finding one row does,
/// and get-indicator is what every benchmark waits for.
///
/// Use one at a time of the same text, on the database's own queue only.
struct DirectQuery: ~Copyable {
    private let database: Database
    private let statement: Statement
    private var pointer: SQLiteStatement { statement.sqliteStatement }

    init(_ sql: String, _ database: Database) throws {
        self.database = database
        statement = try database.cachedStatement(sql: sql)
    }

    deinit { sqlite3_reset(statement.sqliteStatement) }

    /// - Parameter place: One-based, as SQLite counts parameters.
    func bind(_ number: Int64, at place: Int32) throws {
        try check(sqlite3_bind_int64(pointer, place, number))
    }

    /// - Parameter place: One-based, as SQLite counts parameters.
    func bind(_ text: String, at place: Int32) throws {
        var text = text
        let code = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                sqlite3_bind_text(pointer, place, $0.baseAddress, Int32($0.count), Self.copied)
            }
        }
        try check(code)
    }

    /// The next row, valid until this is called again; nil at the end.
    func next() throws -> DirectRow? {
        let code = sqlite3_step(pointer)
        if code == SQLITE_ROW { return DirectRow(statement: pointer) }
        try check(code == SQLITE_DONE ? SQLITE_OK : code)
        return nil
    }

    private func check(_ code: Int32) throws {
        guard code != SQLITE_OK else { return }
        throw DatabaseError(
            resultCode: ResultCode(rawValue: code),
            message: database.lastErrorMessage,
            sql: statement.sql
        )
    }

    /// SQLITE_TRANSIENT, which Swift cannot import.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

/// The row that a ``DirectQuery`` stands at.
struct DirectRow: ColumnValues {
    fileprivate let statement: SQLiteStatement

    /// Optional, unless the column cannot be null.
    subscript<Value: DatabaseValueConvertible & StatementColumnConvertible>(at place: Int) -> Value {
        guard let value = Value.fromStatement(statement, atUncheckedIndex: Int32(place)) else {
            preconditionFailure("column \(place) has no \(Value.self)")
        }
        return value
    }
}
