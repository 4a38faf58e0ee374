import PipelineFile
import Tabular

/// Renders the share of one chunk in one output. Called concurrently for different chunks.
protocol ChunkRenderer: Sendable {
    /// Written once before the first record.
    var preamble: [UInt8] { get }
    func render(_ batch: BatchAnswers, into buffer: inout OutputBuffer)
}

/// Fills the gaps of tails: the texts that vary from record to record, prepared in the form of one output.
///
/// Plain memory that stays as it is: a text is appended for every record, and counting references to it would cost as much.
final class GapTexts: @unchecked Sendable {
    /// Whether the gap is for the verdict, or else for the matching column; in the order of the output's columns.
    private let areVerdicts: UnsafeBufferPointer<Bool>
    private let verdicts: UnsafeBufferPointer<Tail>
    private let columns: UnsafeBufferPointer<Tail>
    private let noColumn: Tail
    private let memory: UnsafeMutablePointer<UInt8>

    /// - Parameters:
    ///   - names: Of the observable columns, in their order.
    ///   - form: Makes the text of a per-record column; gets nil where the column is empty.
    init(columns: [ResultColumn], names: [String], form: (ResultColumn, String?) -> [UInt8]) {
        let verdicts = Severity.verdicts.map { form(.verdict, $0.rawValue) }
        let columnTexts = names.map { form(.matchColumn, $0) } + [form(.matchColumn, nil)]
        let texts = verdicts + columnTexts
        memory = .allocate(capacity: texts.reduce(0) { $0 + $1.count } + OutputBuffer.padding)
        var next = memory
        let placed = texts.map { text in
            let start = next
            start.update(from: text, count: text.count)
            next += text.count
            return Tail(base: UnsafePointer(start), ends: (Int32(text.count), Int32(text.count), Int32(text.count)))
        }
        areVerdicts = .copy(of: columns.filter(\.isPerRecord).map { $0 == .verdict })
        self.verdicts = .copy(of: Array(placed[..<verdicts.count]))
        self.columns = .copy(of: Array(placed[verdicts.count...].dropLast()))
        noColumn = placed[placed.count - 1]
    }

    deinit {
        areVerdicts.deallocate()
        verdicts.deallocate()
        columns.deallocate()
        memory.deallocate()
    }

    @inline(__always)
    func append(_ tail: Tail, of cell: CellAnswer, column: Int, to buffer: inout OutputBuffer) {
        buffer.appendPadded(tail.part(0))
        for index in 0..<areVerdicts.count {
            if areVerdicts[index] {
                buffer.appendPadded(verdicts[cell.severity.verdictIndex].part(0))
            } else {
                buffer.appendPadded((cell.severity.isNamed ? columns[column] : noColumn).part(0))
            }
            buffer.appendPadded(tail.part(index + 1))
        }
    }
}

extension UnsafeBufferPointer {
    /// To be deallocated by the caller.
    fileprivate static func copy(of elements: [Element]) -> UnsafeBufferPointer {
        let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
        _ = memory.initialize(from: elements)
        return UnsafeBufferPointer(memory)
    }
}
