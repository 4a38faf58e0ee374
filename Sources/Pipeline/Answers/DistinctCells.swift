/// The distinct cells of one batch, and what the answer engine finds out about them, by local number.
///
/// Recycled from batch to batch. Exactly one task uses it at a time, which is what makes the unchecked conformance sound.
final class DistinctCells: @unchecked Sendable {
    private var table = ByteTable(minimumCapacity: 2048)
    private let hasher: ByteHash
    private(set) var hashes: [UInt64] = []
    /// Where the table keeps each cell.
    private var places: [UInt32] = []
    /// What the run's answer book says a cell holds.
    private(set) var entries: [CellEntry] = []
    private(set) var answers: [CellAnswer] = []
    private let placeholder: CellAnswer

    init(hasher: ByteHash, placeholder: CellAnswer) {
        self.hasher = hasher
        self.placeholder = placeholder
    }

    var count: Int { table.count }

    func removeAll() {
        table.removeAll()
        hashes.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
    }

    func key(_ cell: Int) -> (bytes: UnsafeBufferPointer<UInt8>, tag: UInt8) { table.key(at: places[cell]) }

    /// Numbers the cells of one column; empty cells get −1.
    ///
    /// - Parameters:
    ///   - reader: Which way of reading cells the column uses; the same text read in two ways is two cells.
    ///   - numbers: Receives one number per record.
    func number(
        count: Int,
        reader: UInt8,
        into numbers: UnsafeMutablePointer<Int32>,
        value: (Int) -> UnsafeBufferPointer<UInt8>
    ) {
        Self.number(count, reader, hasher, into: numbers, &table, &hashes, &places, value)
    }

    /// Numbers the cells of a column whose way of reading differs from record to record; nil is no cell.
    func number(
        count: Int,
        into numbers: UnsafeMutablePointer<Int32>,
        cell: (Int) -> (bytes: UnsafeBufferPointer<UInt8>, reader: UInt8)?
    ) {
        for record in 0..<count {
            guard let (bytes, reader) = cell(record) else {
                numbers[record] = -1
                continue
            }
            number(count: 1, reader: reader, into: numbers + record) { _ in bytes }
        }
    }

    /// Takes the storage `inout`: a class property would be checked for exclusive access at every cell.
    private static func number(
        _ count: Int,
        _ reader: UInt8,
        _ hasher: ByteHash,
        into numbers: UnsafeMutablePointer<Int32>,
        _ table: inout ByteTable,
        _ hashes: inout [UInt64],
        _ places: inout [UInt32],
        _ value: (Int) -> UnsafeBufferPointer<UInt8>
    ) {
        for record in 0..<count {
            let bytes = value(record)
            guard !bytes.isEmpty else {
                numbers[record] = -1
                continue
            }
            let hash = hasher(bytes, tag: reader)
            if let known = table.find(bytes, tag: reader, hash: hash) {
                numbers[record] = known
            } else {
                let number = Int32(truncatingIfNeeded: hashes.count)
                numbers[record] = number
                places.append(table.insert(bytes, tag: reader, hash: hash, number: number, hasher: hasher))
                hashes.append(hash)
            }
        }
    }

    /// Makes room for one entry and answer per cell.
    func prepareAnswers() {
        entries.removeAll(keepingCapacity: true)
        answers.removeAll(keepingCapacity: true)
        entries.append(contentsOf: repeatElement(.nothing, count: count))
        answers.append(contentsOf: repeatElement(placeholder, count: count))
    }

    /// Lends everything at once, for loops over all cells: a class property would be checked at every cell.
    func withStorage<R>(_ body: (CellStorage) -> R) -> R {
        hashes.withUnsafeBufferPointer { hashes in
            places.withUnsafeBufferPointer { places in
                entries.withUnsafeMutableBufferPointer { entries in
                    answers.withUnsafeMutableBufferPointer { answers in
                        body(
                            CellStorage(
                                records: table.recordView,
                                places: places,
                                hashes: hashes,
                                entries: entries,
                                answers: answers
                            )
                        )
                    }
                }
            }
        }
    }

    /// The cells whose answer names a value.
    func named() -> [Int] {
        answers.withUnsafeBufferPointer { answers in answers.indices.filter { answers[$0].severity.isNamed } }
    }
}

/// The cells of one batch as plain memory, by local number.
struct CellStorage {
    private let records: ByteRecords
    private let places: UnsafeBufferPointer<UInt32>
    let hashes: UnsafeBufferPointer<UInt64>
    let entries: UnsafeMutableBufferPointer<CellEntry>
    let answers: UnsafeMutableBufferPointer<CellAnswer>

    fileprivate init(
        records: ByteRecords,
        places: UnsafeBufferPointer<UInt32>,
        hashes: UnsafeBufferPointer<UInt64>,
        entries: UnsafeMutableBufferPointer<CellEntry>,
        answers: UnsafeMutableBufferPointer<CellAnswer>
    ) {
        (self.records, self.places, self.hashes) = (records, places, hashes)
        (self.entries, self.answers) = (entries, answers)
    }

    @inline(__always)
    func key(_ cell: Int) -> (bytes: UnsafeBufferPointer<UInt8>, tag: UInt8) { records.key(at: places[cell]) }
}

/// What a cell holds: one observable, nothing, or a list of candidates.
struct CellEntry: BitwiseCopyable {
    /// An observable from 0 on, nothing, or below that a place among the lists.
    let code: Int32

    static let nothing = CellEntry(code: -1)
    static func observable(_ id: ObservableID) -> CellEntry { CellEntry(code: id) }
    static func list(_ place: Int) -> CellEntry { CellEntry(code: -2 - Int32(place)) }

    @inline(__always)
    var list: Int? { code <= -2 ? Int(-2 - code) : nil }
}
