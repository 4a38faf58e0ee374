internal import Observables

extension RuleCheck {
    /// What a made input can be.
    mutating func source(_ read: CheckedSection) {
        let keys = ["incident", "indicators", "values"]
        guard let made = keys.lazy.compactMap({ read.written($0) }).first else { return }
        if let format = read.written("format"), let text = format.item.value.text, !["csv", "jsonl"].contains(text) {
            let message = "'\(made.key)' gives csv or jsonl"
            note(message, at: format.item.position, read.path(to: "format"), expected: "format: csv or jsonl")
        }
        for key in ["delimiter", "header", "columns"] {
            guard let entry = read.written(key) else { continue }
            note("'\(key)' does not apply to '\(made.key)'", at: entry.keyPosition, read.path(to: key))
        }
    }

    /// Without `format` every input's name must show the same one.
    mutating func input(_ read: CheckedSection) {
        guard read.written("format") == nil else { return }
        guard read.written("files") != nil || read.written("stdin") != nil else { return }
        if let stdin = read.written("stdin") {
            guard read.written("files") == nil else { return }
            let expected = "format: \(RecordFormat.allCases.map(\.rawValue).joined(separator: ", "))"
            return note(
                "standard input needs 'format'",
                at: stdin.keyPosition,
                read.path(to: "stdin"),
                expected: expected
            )
        }
        var first: RecordFormat?
        for (item, path) in read.texts("files") {
            guard let format = RecordFormat(path: path) else {
                note(
                    "the name does not show the format",
                    at: item.position,
                    read.path(to: "files"),
                    advice: "add 'format: csv' (or tsv, zeek, jsonl) to 'read'"
                )
                continue
            }
            if let first, first != format {
                let message = "this is \(format.rawValue), the files before are \(first.rawValue)"
                note(message, at: item.position, read.path(to: "files"), expected: "files of one format")
            }
            first = first ?? format
        }
    }

    /// The keys that only delimited text has.
    mutating func layout(_ read: CheckedSection) {
        let format = Self.format(of: read)
        for (key, formats) in Self.layoutKeys {
            guard let entry = read.written(key), let format, !formats.contains(format) else { continue }
            let names = Shown.list(formats.map(\.rawValue), last: "or")
            note(
                "'\(key)' does not apply to \(format.rawValue)",
                at: entry.keyPosition,
                read.path(to: key),
                expected: "format \(names)"
            )
        }
        if let columns = read.written("columns"), (try? read.boolean("header")) == true {
            note(
                "'columns' needs 'header: false'",
                at: columns.keyPosition,
                read.path(to: "columns"),
                advice: "leave it out where the first record names the columns"
            )
        }
    }

    private static let layoutKeys: [(String, [RecordFormat])] = [
        ("delimiter", [.csv]), ("header", [.csv, .tsv]), ("columns", [.csv, .tsv]),
    ]

    private static func format(of read: CheckedSection) -> RecordFormat? {
        if let format = read.texts("format").first { return RecordFormat(rawValue: format.1) }
        return read.texts("files").first.flatMap { RecordFormat(path: $0.1) }
    }

    mutating func observables(_ read: CheckedSection) {
        var seen: [String: SourcePosition] = [:]
        for item in (try? read.list("observables")) ?? [] {
            guard let section = item.value.section, let (column, name) = section.texts("column").first else { continue }
            if let first = seen.updateValue(column.position, forKey: name) {
                let message = "the column \(Shown.quoted(name)) is listed twice, first in line \(first.line)"
                note(message, at: column.position, section.path(to: "column"))
            }
            requireKnown(name, at: column.position, section.path(to: "column"), read)
            ladder(section)
        }
    }

    /// Names of columns are known here only when there is no header to read them from.
    private mutating func requireKnown(
        _ name: String,
        at position: SourcePosition,
        _ keyPath: String,
        _ read: CheckedSection
    ) {
        let format = Self.format(of: read)
        guard (try? read.boolean("header")) == false, format == .csv || format == .tsv else { return }
        guard read.written("columns") != nil else {
            guard Int(name).map({ $0 > 0 && String($0) == name }) != true else { return }
            let message = "there is no column \(Shown.quoted(name)) without a header"
            return note(message, at: position, keyPath, expected: "1, 2, …, or 'columns' with names")
        }
        let names = read.texts("columns").map(\.1)
        guard !names.isEmpty, !names.contains(name) else { return }
        note(
            "'columns' does not list \(Shown.quoted(name))",
            at: position,
            keyPath,
            suggestion: Spelling.nearest(to: name, among: names)
        )
    }

    mutating func rowNames(in enrich: CheckedSection, _ read: CheckedSection) {
        guard let verdicts = try? enrich.section("verdicts") else { return }
        for entry in verdicts.entries {
            for row in entry.item.value.condition?.rowNames ?? [] {
                requireKnown(row.name, at: row.position, verdicts.path(to: entry.key), read)
            }
        }
    }

    /// Only some kinds contain a host.
    private mutating func ladder(_ section: CheckedSection) {
        guard let ladder = section.written("ladder"), let rungs = ladder.item.value.list, !rungs.isEmpty else { return }
        let withHost = ["URL", "EmailAddress", "Host"]
        let kinds = section.texts("type").map(\.1) + section.texts("extract").map(\.1)
        guard !kinds.isEmpty, !kinds.contains("all"), !kinds.contains(where: withHost.contains) else { return }
        note(
            "\(Shown.list(kinds)) has no host to try",
            at: ladder.keyPosition,
            section.path(to: "ladder"),
            expected: "'ladder: [host]' only for \(Shown.list(withHost, last: "or"))"
        )
    }
}

extension CheckedSection {
    /// The texts behind a key that holds one or a list of them, defaults included.
    func texts(_ key: String) -> [(CheckedItem, String)] {
        guard let item = item(key) else { return [] }
        let items = item.value.list ?? [item]
        return items.compactMap { item in item.value.text.map { (item, $0) } }
    }
}
