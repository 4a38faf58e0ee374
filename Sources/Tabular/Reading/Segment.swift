/// A stretch of one input that is still to be cut: an open input, or bytes that came back to be cut again.
final class Segment {
    let inputIndex: Int
    let window: ByteWindow
    /// Nil where all bytes are in the window.
    let input: DecodedInput?
    /// Position in the decompressed input of the window's first byte.
    var offset: Int
    /// Whether nothing follows what is in the window.
    var atEnd: Bool
    /// Line breaks consumed since the last chunk.
    var pendingLines = 0
    /// Chunks that are to be cut by parsing before counting quotes is tried again.
    var exactChunks = 0
    /// Zeek: how the current `#fields` line differs from the layout.
    var foreignFields: String?
    /// What stopped the reading; to be thrown once everything before it is delivered.
    var failure: (any Error)?
    private var scanner: RecordScanner?

    /// - Parameter input: Where more bytes come from, behind those in the window.
    init(inputIndex: Int, window: ByteWindow, input: DecodedInput?, offset: Int = 0) {
        self.inputIndex = inputIndex
        self.window = window
        self.input = input
        self.offset = offset
        atEnd = input == nil
    }

    var bytes: UnsafePointer<UInt8> { window.bytes }
    var count: Int { window.count }
    var isExhausted: Bool { atEnd && window.count == 0 }

    /// Moves the first bytes to a chunk.
    func take(_ used: Int, to chunk: Chunk) {
        chunk.take(used, from: window)
        offset += used
    }

    func consume(_ used: Int) {
        window.consume(used)
        offset += used
    }

    /// Reads until at least `wanted` bytes are at hand, the input ends, or it pauses.
    ///
    /// What stops the reading is kept in ``failure``. The lines that were complete are at hand then and nothing follows them:
    /// half a record would be a wrong one.
    nonisolated(nonsending) func fill(to wanted: Int) async {
        guard let input else { return }
        while !atEnd && count < wanted {
            do {
                switch try await input.read(into: window.room(for: wanted - count)) {
                case .bytes(let added): window.commit(added)
                case .end: atEnd = true
                case .idle: return
                }
            } catch {
                (atEnd, failure) = (true, error)
                dropIncompleteLine()
            }
        }
    }

    private func dropIncompleteLine() {
        var kept = count
        while kept > 0, bytes[kept - 1] != 0x0A, bytes[kept - 1] != 0x0D { kept -= 1 }
        window.truncate(to: kept)
    }

    func recordScanner(_ layout: InputLayout, limit: Int) -> RecordScanner {
        if let scanner { return scanner }
        let made = RecordScanner(delimiter: layout.delimiter, quote: layout.quote, limit: limit)
        scanner = made
        return made
    }
}
