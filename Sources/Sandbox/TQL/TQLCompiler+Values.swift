import Foundation
import GRDB

extension TQLCompiler {
    func texts(_ comparison: TQLComparison, _ column: String) throws(TQLProblem) -> Condition {
        let values = comparison.values.map(\.text)
        switch comparison.operation {
        case .equal, .notEqual, .greater, .less, .greaterOrEqual, .lessOrEqual:
            return Condition(sql: "\(column) \(comparison.operation.rawValue) ? COLLATE NOCASE", arguments: [values[0]])
        case .isIn, .isNull: return Self.oneOf(values, "\(column) COLLATE NOCASE")
        case .like: return Self.patterns(values.map { Self.escape($0) }, column)
        case .contains: return Self.patterns(values.map { "%\(Self.escape($0, all: true))%" }, column)
        case .startsWith: return Self.patterns(values.map { "\(Self.escape($0, all: true))%" }, column)
        case .endsWith: return Self.patterns(values.map { "%\(Self.escape($0, all: true))" }, column)
        }
    }

    func numbers(_ comparison: TQLComparison, _ column: String) throws(TQLProblem) -> Condition {
        var numbers: [Double] = []
        for value in comparison.values {
            guard let number = Self.number(value) else { throw comparison.misfit(value, "a number or true or false") }
            numbers.append(number)
        }
        switch comparison.operation {
        case .equal, .notEqual, .greater, .less, .greaterOrEqual, .lessOrEqual:
            return Condition(sql: "\(column) \(comparison.operation.rawValue) ?", arguments: [numbers[0]])
        case .isIn, .contains: return Self.oneOf(numbers, column)
        case .like, .startsWith, .endsWith, .isNull: return try texts(comparison, "CAST(\(column) AS TEXT)")
        }
    }

    func dates(_ comparison: TQLComparison, _ column: String) throws(TQLProblem) -> Condition {
        guard comparison.operation.isSign || comparison.operation == .isIn else { return try texts(comparison, column) }
        var dates: [String] = []
        for value in comparison.values {
            guard let date = date(value.text) else {
                throw comparison.misfit(value, "a date such as 2024-01-01T00:00:00Z")
            }
            dates.append(date)
        }
        if comparison.operation == .isIn { return Self.oneOf(dates, column) }
        return Condition(sql: "\(column) \(comparison.operation.rawValue) ?", arguments: [dates[0]])
    }

    private func date(_ text: String) -> String? {
        switch text.uppercased() {
        case "NOW()": now.formatted(.iso8601)
        case "TODAY()": now.formatted(.iso8601).prefix(10) + "T00:00:00Z"
        default: LenientDate.utc(text)
        }
    }

    private static func number(_ value: TQLValue) -> Double? {
        switch value {
        case .flag(let flag): flag ? 1 : 0
        case .number(let text): Double(text)
        case .text(let text): Double(text) ?? Bool(text.lowercased()).map { $0 ? 1 : 0 }
        }
    }

    /// One argument however many values: SQLite limits the number of arguments.
    static func oneOf(_ values: some Encodable, _ column: String) -> Condition {
        let list = (try? JSONEncoder().encode(values)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
        return Condition(sql: "\(column) IN (SELECT value FROM json_each(?))", arguments: [list])
    }

    private static func patterns(_ patterns: [String], _ column: String) -> Condition {
        guard patterns.count > 1 else {
            return Condition(sql: #"\#(column) LIKE ? ESCAPE '\'"#, arguments: [patterns.first ?? ""])
        }
        let list = oneOf(patterns, "")
        return Condition(
            sql: #"EXISTS (SELECT 1 FROM json_each(?) v WHERE \#(column) LIKE v.value ESCAPE '\')"#,
            arguments: list.arguments
        )
    }

    /// - Parameter all: `%` stands for itself too.
    private static func escape(_ text: String, all: Bool = false) -> String {
        text.reduce(into: "") { $0 += #"\_"#.contains($1) || (all && $1 == "%") ? "\\\($1)" : String($1) }
    }
}

extension TQLCompiler {
    /// By name in any letter case, or by number, counted from 1. `typeName LIKE "%a%"` is answered from the names.
    func type(_ comparison: TQLComparison, _ alias: String) throws(TQLProblem) -> Condition {
        var kinds: [Int] = []
        for (kind, name) in types.enumerated() {
            var fits = false
            for value in comparison.values where try comparison.matches(name, kind + 1, value) { fits = true }
            if fits { kinds.append(kind) }
        }
        return Condition(sql: "\(alias).kind IN (\(kinds.map(String.init).joined(separator: ", ")))")
    }

    /// Through the table `lookup`, which finds any indicator by its value in its type's letter case.
    func summary(_ comparison: TQLComparison, _ alias: String) -> Condition {
        let values = comparison.values.map(\.text)
        let keys = values + values.compactMap { $0.contains(IndicatorType.joint) ? Self.firstPart($0) : nil }
        var found = lookup(keys, kinds: Array(types.indices), alias)
        let list = Self.oneOf(values, "\(alias).summary COLLATE NOCASE")
        found.sql += " AND (\(alias).kind <> 2 OR \(list.sql))"
        found.arguments += list.arguments
        return found
    }

    /// A part of a file is a hash, a part of a registry key its key name, value name or value type; anything else has
    /// one part, its summary.
    func value(_ place: Int, _ comparison: TQLComparison, _ alias: String) -> Condition {
        let values = comparison.values.map(\.text)
        let hash = Self.oneOf(values.map { $0.uppercased() }, "\(alias).value\(place)")
        let hashes = lookup(values, kinds: [2], alias)
        let part = Self.oneOf(values, "r.value\(place) COLLATE NOCASE")
        var sql = """
            (\(hashes.sql) AND \(hash.sql)) OR \(alias).id IN
                (SELECT l.indicator FROM lookup l JOIN indicator r ON r.id = l.indicator WHERE l.kind = 8 AND \(part.sql))
            """
        var arguments = hashes.arguments + hash.arguments + part.arguments
        if place == 1 {
            let whole = lookup(values, kinds: types.indices.filter { $0 != 2 && $0 != 8 }, alias)
            sql += " OR \(whole.sql)"
            arguments += whole.arguments
        }
        return Condition(sql: sql, arguments: arguments)
    }

    private func lookup(_ values: [String], kinds: [Int], _ alias: String) -> Condition {
        var parts: [String] = []
        var arguments: StatementArguments = []
        for preference in [IndicatorType.CasePreference.upper, .lower, .sensitive] {
            let group = kinds.filter { casePreferences[$0] == preference }
            guard !group.isEmpty else { continue }
            let keys =
                switch preference {
                case .upper: values.map { $0.uppercased() }
                case .lower: values.map { $0.lowercased() }
                case .sensitive: values
                }
            let list = Self.oneOf(keys, "key")
            parts.append(
                "SELECT indicator FROM lookup WHERE kind IN (\(group.map(String.init).joined(separator: ", "))) AND \(list.sql)"
            )
            arguments += list.arguments
        }
        return Condition(sql: "\(alias).id IN (\(parts.joined(separator: " UNION ALL ")))", arguments: arguments)
    }

    private static func firstPart(_ summary: String) -> String {
        summary.components(separatedBy: IndicatorType.joint)[0].trimmingCharacters(in: .whitespaces)
    }
}

extension TQLComparison {
    fileprivate func misfit(_ value: TQLValue, _ expected: String) -> TQLProblem {
        TQLProblem(place: keyword.place, reason: "\(keyword.text) is compared with \(value) instead of \(expected)")
    }

    fileprivate func matches(_ name: String, _ number: Int, _ value: TQLValue) throws(TQLProblem) -> Bool {
        let (name, text) = (name.lowercased(), value.text.lowercased())
        switch operation {
        case .equal, .isIn: return Int(text).map { $0 == number } ?? (name == text)
        case .contains: return name.contains(text)
        case .startsWith: return name.hasPrefix(text)
        case .endsWith: return name.hasSuffix(text)
        case .like:
            let parts = text.components(separatedBy: "%").map(NSRegularExpression.escapedPattern(for:))
            return name.range(of: "^" + parts.joined(separator: ".*") + "$", options: .regularExpression) != nil
        case .notEqual, .greater, .less, .greaterOrEqual, .lessOrEqual, .isNull:
            throw TQLProblem(place: keyword.place, reason: "\(keyword.text) has no order")
        }
    }
}
