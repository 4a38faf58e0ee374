internal import Observables

extension Construction {
    func read(_ section: CheckedSection) throws(MissingValue) -> ReadSection {
        var observables: [ObservableColumn] = []
        for item in try section.list("observables") {
            if let column = item.value.section { observables.append(try observable(column)) }
        }
        return ReadSection(
            input: section.written("stdin") == nil ? .files(section.texts("files").map(\.1)) : .standardInput,
            format: section.item("format")?.value.text.flatMap(RecordFormat.init(rawValue:)),
            delimiter: section.item("delimiter")?.value.text.flatMap(Self.delimiter),
            header: try section.boolean("header"),
            columns: section.written("columns").map { _ in section.texts("columns").map(\.1) },
            maxRecordBytes: try section.integer("max_record_bytes"),
            observables: observables
        )
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
        guard let extract = section.written("extract") else { return .detect }
        if extract.item.value.text == "all" { return .extract(.detectable) }
        let kinds = section.texts("extract").compactMap { ObservableKind(name: $0.1) }
        return .extract(kinds.reduce(into: []) { $0.formUnion(ObservableKinds($1)) })
    }
}
