import Observables
import PipelineFile
import Tabular

/// CSV, TSV and Zeek records as they came in, with result columns appended.
struct EnrichedDelimitedRenderer: ChunkRenderer {
    private let output: Int
    private let layout: EnrichedOutput.Layout
    private let dialect: DelimitedDialect
    private let input: InputLayout
    private let gaps: GapTexts
    private let header: [UInt8]

    /// - Parameters:
    ///   - output: Index of this output among the run's tails.
    ///   - names: Of the observable columns.
    init(output: Int, settings: EnrichedOutput, input: InputLayout, names: [String]) {
        let dialect = DelimitedDialect(layout: input, neutralizesFormulas: settings.neutralize)
        self.output = output
        self.layout = settings.layout
        self.dialect = dialect
        self.input = input
        gaps = GapTexts(columns: settings.columns, names: names) { _, text in dialect.field(text ?? "") }
        header = EnrichedHeader(settings: settings, names: names).delimited(input, dialect)
    }

    var preamble: [UInt8] { header }

    func render(_ batch: BatchAnswers, into buffer: inout OutputBuffer) {
        switch layout {
        case .worst: renderWorst(batch, into: &buffer)
        case .perColumn: renderColumns(batch, into: &buffer)
        case .long: renderMatches(batch, into: &buffer)
        }
    }

    private func renderWorst(_ batch: BatchAnswers, into buffer: inout OutputBuffer) {
        for record in 0..<batch.view.count {
            let worst = batch.worst[record]
            appendRecord(record, of: batch, to: &buffer)
            gaps.append(worst.cell.tails[output], of: worst.cell, column: worst.column, to: &buffer)
            appendTerminator(record, of: batch, to: &buffer)
        }
    }

    private func renderColumns(_ batch: BatchAnswers, into buffer: inout OutputBuffer) {
        for record in 0..<batch.view.count {
            appendRecord(record, of: batch, to: &buffer)
            for column in 0..<batch.columns.count {
                let cell = batch.cell(record: record, column: column)
                gaps.append(cell.tails[output], of: cell, column: column, to: &buffer)
            }
            appendTerminator(record, of: batch, to: &buffer)
        }
    }

    /// A record without a hit keeps one line, with its worst answer: no record is lost.
    private func renderMatches(_ batch: BatchAnswers, into buffer: inout OutputBuffer) {
        for record in 0..<batch.view.count {
            var lines = batch.matches(record: record)
            if lines.isEmpty { lines = [batch.worst[record]] }
            for line in lines {
                appendRecord(record, of: batch, to: &buffer)
                gaps.append(line.cell.tails[output], of: line.cell, column: line.column, to: &buffer)
                appendTerminator(record, of: batch, to: &buffer)
            }
        }
    }

    @inline(__always)
    private func appendRecord(_ record: Int, of batch: BatchAnswers, to buffer: inout OutputBuffer) {
        if dialect.neutralizesFormulas, holdsFormula(record, of: batch) {
            appendNeutralized(record, of: batch, to: &buffer)
            return
        }
        let span = batch.view.span(record: record)
        buffer.appendPadded(batch.bytes + Int(span.start), count: Int(span.end - span.start))
    }

    @inline(__always)
    private func appendTerminator(_ record: Int, of batch: BatchAnswers, to buffer: inout OutputBuffer) {
        let span = batch.view.span(record: record)
        if span.next == span.end {
            buffer.append(input.lineTerminator)
        } else {
            buffer.appendPadded(batch.bytes + Int(span.end), count: Int(span.next - span.end))
        }
    }

    private func holdsFormula(_ record: Int, of batch: BatchAnswers) -> Bool {
        (0..<batch.view.fieldCount(record: record)).contains {
            FormulaGuard.isNeeded(batch.view.value(record: record, column: $0))
        }
    }

    private func appendNeutralized(_ record: Int, of batch: BatchAnswers, to buffer: inout OutputBuffer) {
        for column in 0..<batch.view.fieldCount(record: record) {
            if column > 0 { buffer.append(dialect.delimiter) }
            dialect.appendField(batch.view.value(record: record, column: column), to: &buffer)
        }
    }
}

/// Names of the appended columns.
struct EnrichedHeader {
    let settings: EnrichedOutput
    /// Of the observable columns.
    let names: [String]

    /// In order of appearance: `tc_status`, or `tc_dst_ip_status` with one group per observable column.
    var columnNames: [String] {
        switch settings.layout {
        case .worst, .long: settings.columns.map { settings.prefix + $0.rawValue }
        case .perColumn: names.flatMap { name in settings.columns.map { "\(settings.prefix)\(name)_\($0.rawValue)" } }
        }
    }

    /// The input's header with the names appended, line terminator included; empty where the input has none.
    func delimited(_ input: InputLayout, _ dialect: DelimitedDialect) -> [UInt8] {
        guard !input.header.isEmpty else { return [] }
        if input.format == .zeek { return zeek(input) }
        let added = columnNames.flatMap { [dialect.delimiter] + dialect.field($0) }
        return names(of: input, dialect) + added + input.lineTerminator
    }

    /// As they came in, unless one of them is a formula that has to be made harmless.
    private func names(of input: InputLayout, _ dialect: DelimitedDialect) -> [UInt8] {
        let names = input.columns.map(\.name)
        let isHarmless = !names.contains { name in
            var name = name
            return name.withUTF8 { FormulaGuard.isNeeded($0) }
        }
        guard dialect.neutralizesFormulas, !isHarmless else { return input.header }
        return Array(names.map(dialect.field).joined(separator: [dialect.delimiter]))
    }

    /// The `#fields` and `#types` lines grow; the other `#` lines stay.
    private func zeek(_ input: InputLayout) -> [UInt8] {
        let lines = input.header.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
        return lines.flatMap { line -> [UInt8] in
            var added: [UInt8] = []
            if line.starts(with: Array("#fields".utf8)) {
                added = columnNames.flatMap { [input.delimiter] + Array($0.utf8) }
            } else if line.starts(with: Array("#types".utf8)) {
                added = columnNames.flatMap { _ in [input.delimiter] + Array("string".utf8) }
            }
            return Array(line) + added + [UInt8(ascii: "\n")]
        }
    }
}
