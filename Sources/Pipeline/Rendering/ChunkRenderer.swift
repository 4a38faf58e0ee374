import PipelineFile
import Tabular

/// Renders the share of one chunk in one output. Called concurrently for different chunks.
protocol ChunkRenderer: Sendable {
    /// Written once before the first record.
    var preamble: [UInt8] { get }
    func render(_ batch: BatchAnswers, into buffer: inout OutputBuffer)
}

/// Fills the gaps of tails: the texts that vary from record to record, prepared in the form of one output.
struct GapTexts: Sendable {
    /// The per-record columns in the order of the output's columns.
    private let gaps: [ResultColumn]
    private let verdicts: [[UInt8]]
    private let columns: [[UInt8]]
    private let noColumn: [UInt8]

    /// - Parameters:
    ///   - names: Of the observable columns, in their order.
    ///   - form: Makes the text of a per-record column; gets nil where the column is empty.
    init(columns: [ResultColumn], names: [String], form: (ResultColumn, String?) -> [UInt8]) {
        gaps = columns.filter(\.isPerRecord)
        verdicts = Severity.verdicts.map { form(.verdict, $0.rawValue) }
        self.columns = names.map { form(.matchColumn, $0) }
        noColumn = form(.matchColumn, nil)
    }

    @inline(__always)
    func append(_ tail: Tail, of cell: CellAnswer, column: Int, to buffer: inout OutputBuffer) {
        buffer.appendPadded(tail.part(0))
        for index in gaps.indices {
            if gaps[index] == .verdict {
                buffer.append(verdicts[cell.severity.verdictIndex])
            } else {
                buffer.append(cell.severity.isNamed ? columns[column] : noColumn)
            }
            buffer.appendPadded(tail.part(index + 1))
        }
    }
}
