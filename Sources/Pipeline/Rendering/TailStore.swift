import Observables
import Synchronization
import Tabular

/// Renders the tails of one output.
protocol TailFormat: Sendable {
    /// Appends everything that does not vary from record to record, and marks the gaps for what does.
    func appendTail(of observable: Observable?, _ sourced: SourcedAnswer?, to builder: inout TailBuilder)
}

/// Bytes of one tail and the ends of its parts.
struct TailBuilder: ~Copyable {
    var buffer = OutputBuffer(capacity: 256)
    private var ends: [Int32] = []

    init() { ends.reserveCapacity(3) }

    /// Leaves a gap for a text that varies from record to record.
    mutating func gap() { ends.append(Int32(buffer.count)) }

    consuming func finished() -> (bytes: [UInt8], ends: [Int32]) {
        (buffer.array(), ends + [Int32(buffer.count)])
    }
}

/// Keeps the tails of a run, one set per distinct answer, at addresses that stay valid as long as the store.
final class TailStore: Sendable {
    private let formats: [any TailFormat]
    private let memory = Mutex(TailMemory())
    /// One per output, for records and cells without observables.
    nonisolated(unsafe) let withoutObservable: UnsafePointer<Tail>

    init(formats: [any TailFormat]) {
        self.formats = formats
        let rendered = formats.map { Self.rendered($0, nil, nil) }
        withoutObservable = memory.withLock { SharedTails(tails: $0.keep(rendered)) }.tails
    }

    /// One tail per output. Answers that say nothing about the single observable share theirs.
    func tails(for observable: Observable, _ sourced: SourcedAnswer) -> UnsafePointer<Tail> {
        let shared = sourced.sharedKey
        if let shared, let known = memory.withLock({ $0.shared[shared] }) { return known.tails }
        let rendered = formats.map { Self.rendered($0, observable, sourced) }
        return memory.withLock { memory in
            let tails = SharedTails(tails: memory.keep(rendered))
            if let shared { memory.shared.remember(tails, for: shared) }
            return tails
        }
        .tails
    }

    private static func rendered(
        _ format: any TailFormat,
        _ observable: Observable?,
        _ sourced: SourcedAnswer?
    ) -> (bytes: [UInt8], ends: [Int32]) {
        var builder = TailBuilder()
        format.appendTail(of: observable, sourced, to: &builder)
        return builder.finished()
    }
}

private struct SharedTails: @unchecked Sendable {
    let tails: UnsafePointer<Tail>
}

/// Pages of bytes that never move.
private struct TailMemory: ~Copyable {
    var shared = SharedAnswers<SharedTails>()
    private var pages: [UnsafeMutableRawPointer] = []
    private var free: UnsafeMutableRawPointer?
    private var room = 0

    deinit {
        for page in pages { page.deallocate() }
    }

    mutating func keep(_ rendered: [(bytes: [UInt8], ends: [Int32])]) -> UnsafePointer<Tail> {
        let tails = allocate(bytes: max(rendered.count, 1) * MemoryLayout<Tail>.stride)
            .bindMemory(to: Tail.self, capacity: max(rendered.count, 1))
        for (index, tail) in rendered.enumerated() {
            (tails + index).initialize(to: keep(tail.bytes, tail.ends))
        }
        return UnsafePointer(tails)
    }

    private mutating func keep(_ content: [UInt8], _ ends: [Int32]) -> Tail {
        let bytes = allocate(bytes: max(content.count, 1))
        content.withUnsafeBytes { source in
            if let base = source.baseAddress { bytes.copyMemory(from: base, byteCount: source.count) }
        }
        let last = ends[ends.count - 1]
        return Tail(
            base: UnsafePointer(bytes.assumingMemoryBound(to: UInt8.self)),
            ends: (ends[0], ends.count > 1 ? ends[1] : last, last)
        )
    }

    private mutating func allocate(bytes: Int) -> UnsafeMutableRawPointer {
        let size = (bytes + 15) & ~15
        if let free, size <= room {
            self.free = free + size
            room -= size
            return free
        }
        let pageSize = max(size, 1 << 16)
        let page = UnsafeMutableRawPointer.allocate(byteCount: pageSize + OutputBuffer.padding, alignment: 16)
        pages.append(page)
        (free, room) = (page + size, pageSize - size)
        return page
    }
}
