internal import CStructure
import Observables

/// What one cell comes to once its observables are answered: small, trivially copied, made once per distinct cell.
struct CellAnswer: Sendable, BitwiseCopyable {
    /// The observable below, the severity above, so that both are copied at once. 0 is no answer's.
    private var word: UInt64
    /// One rendered form per output, in the order of the run's outputs.
    nonisolated(unsafe) var tails: UnsafePointer<Tail>

    init(observable: ObservableID, severity: Severity, tails: UnsafePointer<Tail>) {
        word = UInt64(UInt32(bitPattern: observable)) | severity.bits << 32
        self.tails = tails
    }

    /// The observable that speaks for the cell; `noObservable` for a cell without any.
    @inline(__always)
    var observable: ObservableID {
        get { ObservableID(truncatingIfNeeded: word) }
        set { self = CellAnswer(observable: newValue, severity: severity, tails: tails) }
    }

    @inline(__always)
    var severity: Severity {
        get { Severity(bits: word >> 32) }
        set { self = CellAnswer(observable: observable, severity: newValue, tails: tails) }
    }

    /// Brings the tails near ahead of their use: those of hits lie far apart.
    @inline(__always)
    func prefetchTails() {
        tcenrich_prefetch(tails)
        tcenrich_prefetch(UnsafeRawPointer(tails) + 64)
    }

    /// Stands for an answer that is not there yet; `other` lends it its tails.
    static func unanswered(_ other: CellAnswer) -> CellAnswer {
        CellAnswer(observable: noObservable, severity: .unanswered, tails: other.tails)
    }
}

extension CellAnswer {
    static var storedBytes: Int { 16 }

    /// Stores an answer once; an `unanswered` one, or one that is there already, changes nothing. Whoever reads at the same time gets it whole or not at all.
    func store(at place: UnsafeMutableRawPointer) {
        let stored = place.assumingMemoryBound(to: UInt64.self)
        guard severity != .unanswered, stored.pointee == 0 else { return }
        place.storeBytes(of: tails, toByteOffset: 8, as: UnsafePointer<Tail>.self)
        tcenrich_store(stored, word)
    }

    /// - Parameter other: Lends its tails to an answer that is not there yet.
    @inline(__always)
    init(storedAt place: UnsafeMutableRawPointer, orElse other: CellAnswer) {
        let stored = tcenrich_load(place.assumingMemoryBound(to: UInt64.self))
        guard stored != 0 else {
            self = .unanswered(other)
            return
        }
        word = stored
        tails = place.load(fromByteOffset: 8, as: UnsafePointer<Tail>.self)
    }
}

/// Numbers the distinct observables of a run in order of first appearance in the book.
typealias ObservableID = Int32

/// The number of no observable.
let noObservable: ObservableID = -1

/// Orders answers from harmless to worst, so that a record can carry its worst one.
///
/// No observable < skipped < absent < benign < failed < known < suspicious < malicious. A failure stands above a benign hit because
/// what was not answered could be worse, and below a known one because a hit is knowledge. Among equals, the higher rating
/// and then the higher confidence.
struct Severity: Comparable, Hashable, Sendable {
    private let value: Int32

    /// Below all others: nothing is known yet.
    static let unanswered = Severity(value: 0)
    static let noObservable = Severity(value: 1)
    static let skipped = Severity(value: 1 << 24)
    static let absent = Severity(value: 2 << 24)
    static let failed = Severity(value: 4 << 24)

    private init(value: Int32) { self.value = value }

    @inline(__always)
    fileprivate var bits: UInt64 { UInt64(UInt32(bitPattern: value)) }

    @inline(__always)
    fileprivate init(bits: UInt64) { value = Int32(truncatingIfNeeded: bits) }

    init(of answer: Answer, verdict: Verdict) {
        switch answer {
        case .skipped: self = .skipped
        case .absent: self = .absent
        case .failed: self = .failed
        case .hit(let intelligence): self.init(of: intelligence, verdict: verdict)
        }
    }

    private init(of intelligence: Intelligence, verdict: Verdict) {
        let level: Int32 =
            switch verdict {
            case .benign, .none: 3
            case .known: 5
            case .suspicious: 6
            case .malicious: 7
            }
        let rating = Int32(min(max(intelligence.leadingRating ?? 0, 0), 5) * 100)
        let confidence = Int32(min(max(intelligence.leadingConfidence ?? 0, 0), 100))
        value = level << 24 | rating << 8 | confidence
    }

    var isHit: Bool {
        let level = value >> 24
        return level == 3 || level >= 5
    }

    /// Whether the outputs name the value and the column: for hits, and for failures, which have to be asked again.
    var isNamed: Bool { value >> 24 >= 3 }

    /// The verdict of each level.
    static let verdicts: [Verdict] = [.none, .none, .none, .benign, .none, .known, .suspicious, .malicious]

    /// Index into ``verdicts``.
    var verdictIndex: Int { Int(value >> 24) }

    var verdict: Verdict { Self.verdicts[verdictIndex] }

    static func < (left: Severity, right: Severity) -> Bool { left.value < right.value }
}
