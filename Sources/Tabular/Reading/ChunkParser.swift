import Synchronization

/// Parses chunks of one layout. Can be used by several tasks at once, each with chunks of its own.
package final class ChunkParser: Sendable {
    private let makeTokenizer: @Sendable () -> any Tokenizer
    private let idle = Mutex<[IdleTokenizer]>([])

    /// - Parameter makeTokenizer: Makes the tokenizer for the layout's format; at most one per concurrent task is made.
    package init(makeTokenizer: @escaping @Sendable () -> any Tokenizer) {
        self.makeTokenizer = makeTokenizer
    }

    /// - Parameters:
    ///   - jsonMember: JSON Lines: the member that will be added, see `ReaderOptions`.
    ///   - method: How CSV and TSV are split; the records are the same.
    ///   - wanted: Columns whose values are needed; JSON Lines have only such.
    package convenience init(
        layout: InputLayout,
        jsonMember: String? = nil,
        method: CSVMethod = .index,
        wanted: ColumnSet = .all
    ) {
        self.init { layout.makeTokenizer(jsonMember: jsonMember, method: method, wanted: wanted) }
    }

    /// Fills `chunk.batch`. Returns whether the chunk ended between two records; if not, it and all later chunks go back
    /// to ``ChunkReader/reparse(from:)``.
    package func parse(_ chunk: Chunk) -> Bool {
        chunk.batch.removeAll()
        if let line = chunk.oversized {
            reject(line, in: chunk)
            return true
        }
        let tokenizer = idle.withLock { $0.popLast() } ?? IdleTokenizer(tokenizer: makeTokenizer())
        defer { idle.withLock { $0.append(tokenizer) } }
        return tokenizer.tokenizer.tokenize(chunk, isLast: chunk.endsInput)
    }

    private func reject(_ line: OversizedLine, in chunk: Chunk) {
        let count = Int32(chunk.count)
        let detail = "the line has \(line.length) bytes, the limit is \(count); only the first \(count) are kept"
        let span = RecordSpan(start: 0, end: count, next: count, insertion: count, line: 0)
        chunk.batch.rejected = [
            RejectedRecord(reason: .recordTooLong, detail: detail, span: span, precedingRecords: 0)
        ]
        chunk.batch.lineCount = line.lineBreaks
    }
}

/// How CSV and TSV are split into fields.
package enum CSVMethod: Sendable, Hashable {
    /// Along an index of delimiters and line breaks; libcsv takes over where quotes are irregular.
    case index
    /// By libcsv, which is the reference.
    case libcsv
}

/// Moves between tasks through the lock only; between two uses nobody else has it.
private struct IdleTokenizer: @unchecked Sendable {
    let tokenizer: any Tokenizer
}

extension InputLayout {
    func makeTokenizer(jsonMember: String?, method: CSVMethod, wanted: ColumnSet) -> any Tokenizer {
        let count = columns.count
        return switch format {
        case .zeek: ZeekTokenizer(self, wanted: wanted)
        case .csv where method == .libcsv, .tsv where method == .libcsv:
            CSVTokenizer(delimiter: delimiter, quote: quote, expectedFields: count, wanted: wanted)
        case .csv, .tsv: IndexTokenizer(delimiter: delimiter, quote: quote, expectedFields: count, wanted: wanted)
        case .jsonl: JSONLinesTokenizer(paths: columns.map(\.name), member: jsonMember)
        }
    }
}
