import Foundation

/// Reads the inputs of a run as one and cuts them into chunks of whole records. Owned by one task.
///
/// Holds a few chunks' worth of bytes, or as many as the longest allowed record where that is more; never a whole input.
package final class ChunkReader {
    package let layout: InputLayout
    /// Size of all inputs as they stand on disk; nil when one of them is a pipe.
    package let totalBytes: Int?

    enum Piece {
        case segment(Segment)
        case chunk(Chunk)
    }

    /// What is still to be delivered before the next input is opened, in order.
    var pieces: [Piece]
    var nextSequence = 0
    /// Chunks that are cut exactly after the next wrong guess; doubles with every one.
    var exactRun = 4
    let options: ReaderOptions
    let cutter: ChunkCutter
    private let inputs: [InputSource]
    private let opener: InputOpener
    private let first: (names: [String]?, input: String, zeek: ZeekHeader?)
    private var nextInput: Int
    private var finishedBytes = 0
    private var failure: (any Error)?
    private var pool: [Chunk] = []

    /// Opens the first input that has any bytes and reads its header.
    ///
    /// Without any bytes the layout has no columns and there are no chunks.
    /// - Throws: ``InputError``.
    package nonisolated(nonsending) static func open(
        _ inputs: [InputSource],
        options: ReaderOptions
    ) async throws -> ChunkReader {
        let opener = InputOpener(options: options)
        var finished = 0
        for (index, source) in inputs.enumerated() {
            let (segment, preamble) = try await opener.open(source, index: index, format: nil)
            if let preamble { return ChunkReader(inputs, options, finished, segment, preamble) }
            if let failure = segment.failure { throw failure }
            finished += segment.input?.raw.offset ?? 0
        }
        return ChunkReader(inputs, options, finished, nil, .init(format: options.format ?? .csv, delimiter: 0x2C))
    }

    private init(
        _ inputs: [InputSource],
        _ options: ReaderOptions,
        _ finished: Int,
        _ segment: Segment?,
        _ preamble: InputOpener.Preamble
    ) {
        (self.inputs, self.options) = (inputs, options)
        opener = InputOpener(options: options)
        cutter = ChunkCutter(options)
        layout = InputLayout(preamble, options)
        finishedBytes = finished
        nextInput = (segment?.inputIndex ?? inputs.count - 1) + 1
        pieces = segment.map { [.segment($0)] } ?? []
        let name = segment.map { inputs[$0.inputIndex].name } ?? ""
        first = (preamble.names, name, preamble.zeek)
        totalBytes = Self.size(of: inputs)
    }

    /// The next chunk in input order, or nil at the end. Its batch is empty.
    ///
    /// - Throws: ``InputError`` after everything readable before the fault was delivered, and again at every later call.
    package nonisolated(nonsending) func next() async throws -> Chunk? {
        while true {
            switch pieces.first {
            case .chunk(let chunk):
                pieces.removeFirst()
                return delivered(chunk)
            case .segment(let segment):
                if let chunk = await nextChunk(of: segment) { return delivered(chunk) }
                pieces.removeFirst()
                finishedBytes += segment.input?.raw.offset ?? 0
                failure = failure ?? segment.failure
            case nil:
                if let failure { throw failure }
                guard nextInput < inputs.count else { return nil }
                await openNext()
            }
        }
    }

    /// Takes a chunk that is no longer needed.
    package func recycle(_ chunk: Chunk) {
        if chunk.capacity == options.targetBytes && pool.count < 64 { pool.append(chunk) }
    }

    /// Bytes read so far, compressed where the input is.
    package var bytesRead: Int {
        pieces.reduce(finishedBytes) { sum, piece in
            guard case .segment(let segment) = piece else { return sum }
            return sum + (segment.input?.raw.offset ?? 0)
        }
    }

    /// Names of the inputs, in order; a chunk's `inputIndex` leads to its own.
    package var inputNames: [String] { inputs.map(\.name) }

    /// An empty chunk for `count` bytes. Only those of the usual size are used again.
    func makeChunk(for count: Int) -> Chunk {
        let fields = max(options.jsonPaths.count, 1)
        if count > options.targetBytes { return Chunk(capacity: count, fieldsPerRecord: fields) }
        guard let chunk = pool.popLast() else {
            return Chunk(capacity: options.targetBytes, fieldsPerRecord: fields)
        }
        chunk.reset()
        return chunk
    }

    private func delivered(_ chunk: Chunk) -> Chunk {
        chunk.sequence = nextSequence
        nextSequence += 1
        return chunk
    }

    private nonisolated(nonsending) func openNext() async {
        do {
            let source = inputs[nextInput]
            let (segment, preamble) = try await opener.open(source, index: nextInput, format: layout.format)
            nextInput += 1
            if let preamble { try check(preamble, source, segment) }
            pieces.append(.segment(segment))
        } catch {
            failure = error
        }
    }

    private func check(_ preamble: InputOpener.Preamble, _ source: InputSource, _ segment: Segment) throws {
        guard let names = preamble.names, let expected = first.names else { return }
        if let difference = CSVHeader.difference(names, source.name, from: expected, first.input) {
            throw InputError(.headerDiffers, input: source.name, difference)
        }
        if let zeek = first.zeek, let other = preamble.zeek, zeek.separator != other.separator {
            throw InputError(.headerDiffers, input: source.name, "has another #separator than \(first.input)")
        }
    }

    private static func size(of inputs: [InputSource]) -> Int? {
        inputs.reduce(0) { sum, source in
            guard let sum, case .file(let path) = source else { return nil }
            var status = stat()
            guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
            return sum + Int(status.st_size)
        }
    }
}

extension InputLayout {
    init(_ preamble: InputOpener.Preamble, _ options: ReaderOptions) {
        let zeek = preamble.zeek
        self.init(
            format: preamble.format,
            columns: preamble.columns,
            delimiter: preamble.delimiter,
            quote: options.quote,
            hasHeader: preamble.names != nil,
            header: preamble.header,
            lineTerminator: preamble.lineTerminator.isEmpty ? [0x0A] : preamble.lineTerminator,
            unsetField: zeek?.unsetField ?? [],
            emptyField: zeek?.emptyField ?? []
        )
    }
}
