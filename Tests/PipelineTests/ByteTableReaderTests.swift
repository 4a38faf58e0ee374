import Pipeline
import Synchronization
import TestSupport
import Testing

/// Looking into a table while somebody inserts.
struct ByteTableReaderTests {
    private static let hasher = ByteHash(seed: 3)

    private static func withKey<Result>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        // Some are larger than a page of the table.
        let padding = index % 5000 == 4999 ? String(repeating: "x", count: 3 << 19) : ""
        return Array("\(padding)value-\(index)".utf8).withUnsafeBufferPointer(body)
    }

    /// A table that one task changes and others look into through its reader.
    private final class Shared: @unchecked Sendable {
        private var table = ByteTable(minimumCapacity: 2, isShared: true)
        let inserted = Atomic<Int>(0)
        var reader: ByteTable.Reader { table.reader }

        func insert(_ index: Int) {
            ByteTableReaderTests.withKey(index) { key in
                let hash = ByteTableReaderTests.hasher(key, tag: 1)
                table.insert(key, tag: 1, hash: hash, number: Int32(index), hasher: ByteTableReaderTests.hasher)
            }
            inserted.store(index + 1, ordering: .releasing)
        }
    }

    /// Looks for some known keys at once; every second with a tag that nobody inserts.
    private static func wrongAmongMany(upTo last: Int, _ view: ByteTable.View) -> Int {
        let indices = (max(0, last - 39)...last).filter { $0 % 5000 != 4999 }
        let keys = indices.map { Array("value-\($0)".utf8) }
        let bytes = keys.flatMap { $0 }
        let ends = keys.reduce(into: [0]) { ends, key in ends.append(ends[ends.count - 1] + key.count) }
        var wrong = 0
        bytes.withUnsafeBufferPointer { bytes in
            view.findAll(keys.indices) { place in
                let key = UnsafeBufferPointer(rebasing: bytes[ends[place]..<ends[place + 1]])
                let tag: UInt8 = place % 2 == 0 ? 1 : 2
                return (key, tag, hasher(key, tag: tag))
            } found: { place, record, _ in
                if record?.number != (place % 2 == 0 ? Int32(indices[place]) : nil) { wrong += 1 }
            }
        }
        return wrong
    }

    /// Whatever was inserted before a view was taken is found in it, with its number; what nobody inserts never is.
    @Test func whatWasInsertedBeforeIsFound() async {
        let (count, shared) = (30_000, Shared())
        let reader = shared.reader
        await withTaskGroup(of: Int.self) { group in
            group.addTask {
                for index in 0..<count { shared.insert(index) }
                return 0
            }
            for seed in 1...2 as ClosedRange<UInt64> {
                group.addTask {
                    var (random, wrong) = (SeededGenerator(seed: seed), 0)
                    var known = 0
                    while known < count {
                        known = shared.inserted.load(ordering: .acquiring)
                        let view = reader.view
                        guard known > 0 else { continue }
                        let index = Int.random(in: 0..<known, using: &random)
                        let number = Self.withKey(index) {
                            view.find($0, tag: 1, hash: Self.hasher($0, tag: 1))?.number
                        }
                        let other = Self.withKey(index) { view.find($0, tag: 2, hash: Self.hasher($0, tag: 2))?.number }
                        if number != Int32(index) || other != nil { wrong += 1 }
                        wrong += Self.wrongAmongMany(upTo: index, view)
                    }
                    return wrong
                }
            }
            for await wrong in group { #expect(wrong == 0) }
        }
    }
}
