import PipelineFile
import Tabular

extension ReadSection {
    /// - Throws: `InputError` for a pattern without a match and for files that cannot be read.
    func localInputs() throws -> [InputSource] {
        switch input {
        case .incident, .indicators: []
        case .values(let values): [.stream(ValueRecords(values, format: resolvedFormat).stream)]
        case .files(let patterns): try InputSource.expand(patterns: patterns)
        case .standardInput: [.standardInput]
        }
    }
}

extension PipelineSpecification {
    func readerOptions(chunkBytes: Int) -> ReaderOptions {
        ReaderOptions(
            format: read.resolvedFormat.flatMap { Tabular.RecordFormat(rawValue: $0.rawValue) },
            delimiter: read.delimiter,
            hasHeader: read.header,
            columnNames: read.columns,
            maxRecordBytes: read.maxRecordBytes,
            chunkBytes: chunkBytes,
            jsonPaths: requestedColumns,
            jsonMember: jsonMember
        )
    }

    /// The member that enrichment adds to JSON records.
    var jsonMember: String? {
        output.lazy.compactMap { item in
            if case .enriched(let settings) = item { settings.memberName } else { nil }
        }
        .first
    }

    /// Whether an output changes cells that a spreadsheet would execute: it looks at every cell then.
    var neutralizes: Bool {
        output.contains { item in
            if case .enriched(let settings) = item { settings.neutralize } else { false }
        }
    }

    /// Every column that observables or conditions name, once, in order of appearance.
    private var requestedColumns: [String] {
        let names =
            read.observables.map(\.column) + rowReferences.map(\.row.name)
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }
}
