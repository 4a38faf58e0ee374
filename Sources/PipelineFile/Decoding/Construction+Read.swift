internal import Observables

extension Construction {
    func read(_ section: CheckedSection) throws(MissingValue) -> ReadSection {
        var observables: [ObservableColumn] = []
        for item in section.item("observables")?.value.list ?? [] {
            if let column = item.value.section { observables.append(try observable(column)) }
        }
        return ReadSection(
            input: try input(section),
            format: section.item("format")?.value.text.flatMap(RecordFormat.init(rawValue:)),
            delimiter: section.item("delimiter")?.value.text.flatMap(Self.delimiter),
            header: try section.boolean("header"),
            columns: section.written("columns").map { _ in section.texts("columns").map(\.1) },
            maxRecordBytes: try section.integer("max_record_bytes"),
            observables: observables.isEmpty ? defaultObservables(section) : observables
        )
    }

    private func input(_ section: CheckedSection) throws(MissingValue) -> ReadSection.Input {
        if section.written("stdin") != nil { return .standardInput }
        if section.written("incident") != nil { return .incident(Int64(try section.integer("incident"))) }
        if section.written("values") != nil { return .values(section.texts("values").map(\.1)) }
        guard section.written("indicators") != nil else { return .files(section.texts("files").map(\.1)) }
        let feed = try section.section("indicators")
        let since = feed.texts("modified_since").first?.1
        return .indicators(
            IndicatorFeed(
                types: feed.texts("type").map(\.1),
                owner: feed.texts("owner").first?.1,
                modifiedSince: since.map { text in
                    ValueFormats.milliseconds(text).map { .ago(.milliseconds($0)) } ?? .instant(text)
                },
                filters: feed.texts("filters").map(\.1)
            )
        )
    }

    /// What the records of a made input are about: their value.
    private func defaultObservables(_ section: CheckedSection) -> [ObservableColumn] {
        let isJSON = section.texts("format").first?.1 == RecordFormat.jsonl.rawValue
        let column = isJSON ? "summary" : "value"
        let (reading, key): (ObservableColumn.Reading, String) =
            section.written("incident") != nil ? (.typed(by: "type"), "incident") : (.detect, "values")
        guard let entry = section.written(key) else { return [] }
        let name = key == "values" ? "value" : column
        return [ObservableColumn(column: name, reading: reading, ladder: [], position: entry.keyPosition)]
    }

    /// `\t` stands for the tab also where YAML does not say so: in plain and single-quoted text.
    private static func delimiter(_ text: String) -> UInt8? { text == #"\t"# ? 0x09 : text.utf8.first }

    private func observable(_ section: CheckedSection) throws(MissingValue) -> ObservableColumn {
        let column = try section.text("column")
        return ObservableColumn(
            column: column,
            reading: reading(section),
            ladder: try section.choices("ladder"),
            position: section.item("column")?.position ?? section.position
        )
    }

    private func reading(_ section: CheckedSection) -> ObservableColumn.Reading {
        if let kind = section.texts("type").first.flatMap({ ObservableKind(name: $0.1) }) { return .declared(kind) }
        if let column = section.texts("type_column").first { return .typed(by: column.1) }
        guard let extract = section.written("extract") else { return .detect }
        if extract.item.value.text == "all" { return .extract(.detectable) }
        let kinds = section.texts("extract").compactMap { ObservableKind(name: $0.1) }
        return .extract(kinds.reduce(into: []) { $0.formUnion(ObservableKinds($1)) })
    }
}
