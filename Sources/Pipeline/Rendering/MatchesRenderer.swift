import Observables
import PipelineFile
import Tabular

/// One JSON line per hit: where it was found, what was found, what ThreatConnect says.
struct MatchesRenderer: ChunkRenderer {
    private let output: Int
    private let gaps: GapTexts
    private let inputNames: [String]

    init(output: Int, names: [String], inputNames: [String]) {
        self.output = output
        self.inputNames = inputNames
        gaps = GapTexts(columns: Self.columns, names: names) { column, text in
            var buffer = OutputBuffer()
            buffer.appendMember(column.rawValue, ResultValue(text))
            return buffer.array()
        }
    }

    /// Everything that is known about a hit, in the order of the members.
    static let columns: [ResultColumn] = ResultColumn.allCases.filter { ![.status, .reason].contains($0) }

    var tailFormat: any TailFormat { JSONTailFormat(columns: Self.columns) }
    var preamble: [UInt8] { [] }

    func render(_ batch: BatchAnswers, into buffer: inout OutputBuffer) {
        for record in 0..<batch.view.count {
            batch.forEachMatch(record: record) { append($0, record, of: batch, to: &buffer) }
        }
    }

    private func append(_ match: ColumnAnswer, _ record: Int, of batch: BatchAnswers, to buffer: inout OutputBuffer) {
        let line = batch.chunk.firstLine + Int(batch.view.span(record: record).line)
        let original = batch.view.value(record: record, column: batch.columns[match.column])
        buffer.append("{\"record\":")
        buffer.append(batch.recordNumber(record))
        buffer.append(",\"file\":")
        buffer.appendJSONString(inputNames[batch.chunk.inputIndex])
        buffer.append(",\"line\":")
        buffer.append(line)
        buffer.append(",\"original\":")
        buffer.appendJSONString(original)
        gaps.append(match.cell.tails[output], of: match.cell, column: match.column, to: &buffer)
        buffer.append("}\n")
    }
}
