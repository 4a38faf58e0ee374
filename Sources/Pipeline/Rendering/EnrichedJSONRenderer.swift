import PipelineFile
import Tabular

/// JSON Lines as they came in, with one member spliced in before the closing brace.
struct EnrichedJSONRenderer: ChunkRenderer {
    private let output: Int
    private let layout: EnrichedOutput.Layout
    private let gaps: GapTexts
    private let member: [UInt8]
    private let groupNames: [[UInt8]]
    private let lineTerminator: [UInt8]
    /// Nothing is looked up: records leave as they are.
    private let addsNothing: Bool

    init(output: Int, settings: EnrichedOutput, input: InputLayout, names: [String]) {
        self.output = output
        layout = settings.layout
        gaps = GapTexts(columns: settings.columns, names: names) { column, text in
            var buffer = OutputBuffer()
            buffer.appendMember(column.rawValue, ResultValue(text))
            return buffer.array()
        }
        member = Self.name(settings.memberName)
        groupNames = names.map(Self.name)
        lineTerminator = input.lineTerminator
        addsNothing = names.isEmpty
    }

    var preamble: [UInt8] { [] }

    func render(_ batch: BatchAnswers, into buffer: inout OutputBuffer) {
        for record in 0..<batch.view.count {
            guard !addsNothing else {
                appendCopy(record, of: batch, to: &buffer)
                continue
            }
            switch layout {
            case .worst:
                append(record, of: batch, batch.worst[record], to: &buffer)
            case .long:
                let matches = batch.matches(record: record)
                for match in matches { append(record, of: batch, match, to: &buffer) }
                if matches.isEmpty { append(record, of: batch, batch.worst[record], to: &buffer) }
            case .perColumn:
                appendGroups(record, of: batch, to: &buffer)
            }
        }
    }

    private func appendCopy(_ record: Int, of batch: BatchAnswers, to buffer: inout OutputBuffer) {
        let span = batch.view.span(record: record)
        let line = batch.bytes + Int(span.start)
        buffer.append(UnsafeBufferPointer(start: line, count: Int(span.next - span.start)))
        if span.next == span.end { buffer.append(lineTerminator) }
    }

    private func append(
        _ record: Int,
        of batch: BatchAnswers,
        _ answer: ColumnAnswer,
        to buffer: inout OutputBuffer
    ) {
        appendOpening(record, of: batch, to: &buffer)
        appendObject(answer, to: &buffer)
        appendClosing(record, of: batch, to: &buffer)
    }

    private func appendGroups(_ record: Int, of batch: BatchAnswers, to buffer: inout OutputBuffer) {
        appendOpening(record, of: batch, to: &buffer)
        buffer.append(UInt8(ascii: "{"))
        for column in groupNames.indices {
            if column > 0 { buffer.append(UInt8(ascii: ",")) }
            buffer.append(groupNames[column])
            appendObject(ColumnAnswer(column: column, cell: batch.cell(record: record, column: column)), to: &buffer)
        }
        buffer.append(UInt8(ascii: "}"))
        appendClosing(record, of: batch, to: &buffer)
    }

    /// Tails begin with the comma that separates members; the first one becomes the opening brace.
    private func appendObject(_ answer: ColumnAnswer, to buffer: inout OutputBuffer) {
        let start = buffer.count
        gaps.append(answer.cell.tails[output], of: answer.cell, column: answer.column, to: &buffer)
        if buffer.count == start {
            buffer.append(UInt8(ascii: "{"))
        } else {
            buffer.replaceByte(at: start, with: UInt8(ascii: "{"))
        }
        buffer.append(UInt8(ascii: "}"))
    }

    private func appendOpening(_ record: Int, of batch: BatchAnswers, to buffer: inout OutputBuffer) {
        buffer.appendOpening(batch.view.span(record: record), of: batch.bytes)
        buffer.append(member)
    }

    private func appendClosing(_ record: Int, of batch: BatchAnswers, to buffer: inout OutputBuffer) {
        let span = batch.view.span(record: record)
        buffer.appendClosing(span, of: batch.bytes)
        if span.next == span.end { buffer.append(lineTerminator) }
    }

    /// `"name":`
    private static func name(_ text: String) -> [UInt8] {
        var buffer = OutputBuffer()
        buffer.appendJSONString(text)
        buffer.append(UInt8(ascii: ":"))
        return buffer.array()
    }
}

extension EnrichedOutput {
    /// The member that enrichment adds to a JSON record: the prefix without its trailing underscores, `tc`.
    package var memberName: String {
        var name = Substring(prefix)
        while name.last == "_" { name.removeLast() }
        return name.isEmpty ? prefix : String(name)
    }
}
