import Pipeline
import TestSupport
import Testing

struct ByteTableTests {
    private func withBytes<Result>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        Array(text.utf8).withUnsafeBufferPointer(body)
    }

    private func number(_ text: String, tag: UInt8 = 0, _ table: inout ByteTable, _ hasher: ByteHash) -> Int {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBufferPointer { key in
            let hash = hasher(key, tag: tag)
            if let known = table.find(key, tag: tag, hash: hash) { return Int(known) }
            let next = table.count
            table.insert(key, tag: tag, hash: hash, number: Int32(next), hasher: hasher)
            return next
        }
    }

    /// The table agrees with a dictionary, whatever the seed and however often it grows.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func numbersLikeADictionary(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let hasher = ByteHash(seed: seed)
        var table = ByteTable(minimumCapacity: 2)
        var expected: [String: Int] = [:]
        for _ in 0..<20_000 {
            let text =
                String(repeating: "x", count: Int.random(in: 0...40, using: &generator))
                + String(Int.random(in: 0..<5000, using: &generator))
            let tag = UInt8.random(in: 0...2, using: &generator)
            let key = "\(tag)|\(text)"
            let id = number(text, tag: tag, &table, hasher)
            #expect(id == expected[key, default: expected.count], "seed \(seed)")
            expected[key] = id
        }
        #expect(table.count == expected.count)
    }

    enum Collision: CaseIterable {
        case none, upperHalves, lowerHalves, all

        func applied(to hash: UInt64) -> UInt64 {
            switch self {
            case .none: hash
            case .upperHalves: hash & 0xFFFF_FFFF | 5 << 32
            case .lowerHalves: hash & 0xFFFF_FFFF_0000_0000 | 0x1FFF
            case .all: .max
            }
        }
    }

    /// Many at once are found as in a dictionary, known and unknown, in order, also where hashes collide.
    @Test(arguments: Collision.allCases, [1, 2, 3] as [UInt64])
    func manyAtOnceAreFoundAsInADictionary(collision: Collision, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let hasher = ByteHash(seed: seed)
        // One that grows works out hashes anew, and collisions that are claimed would be gone.
        var table = ByteTable(minimumCapacity: collision == .none ? 2 : 4096)
        let keys = (0..<600).map { _ in
            Array(String(repeating: "k", count: Int.random(in: 0...30, using: &generator)).utf8)
                + Array(String(Int.random(in: 0..<400, using: &generator)).utf8)
        }
        let hashes = keys.map { key in key.withUnsafeBufferPointer { collision.applied(to: hasher($0, tag: 1)) } }
        var known: [[UInt8]: Int32] = [:]
        for index in keys.indices where known[keys[index]] == nil && Bool.random(using: &generator) {
            known[keys[index]] = Int32(index)
            keys[index].withUnsafeBufferPointer { key in
                _ = table.insert(key, tag: 1, hash: hashes[index], number: Int32(index), hasher: hasher)
            }
        }
        let joined = keys.flatMap { $0 }
        let ends = keys.reduce(into: [0]) { ends, key in ends.append(ends[ends.count - 1] + key.count) }
        joined.withUnsafeBufferPointer { bytes in
            let parts = (0...70).map { keys.indices.dropFirst(2 * $0).prefix($0) }
            for part in [keys.indices] + parts {
                var found: [(Int, Int32?)] = []
                table.view.findAll(part) { index in
                    (UnsafeBufferPointer(rebasing: bytes[ends[index]..<ends[index + 1]]), 1, hashes[index])
                } found: { index, record, hash in
                    #expect(hash == hashes[index])
                    found.append((index, record?.number))
                }
                #expect(found.map(\.0) == Array(part), "seed \(seed)")
                #expect(found.map(\.1) == part.map { known[keys[$0]] }, "seed \(seed)")
            }
        }
    }

    @Test func keysComeBackWithTheirTag() {
        let hasher = ByteHash(seed: 9)
        var table = ByteTable(minimumCapacity: 2)
        let places = (0..<100).map { index in
            withBytes("value-\(index)") { key in
                let tag = UInt8(index)
                return table.insert(key, tag: tag, hash: hasher(key, tag: tag), number: 7, hasher: hasher)
            }
        }
        let key = table[places[42]]
        #expect(String(decoding: key.bytes, as: UTF8.self) == "value-42")
        #expect(key.tag == 42)
    }

    /// Longer and shorter than the pieces in which a table takes its memory.
    @Test func keysOfManyMegabytesComeBack() {
        let hasher = ByteHash(seed: 3)
        var table = ByteTable(minimumCapacity: 2)
        let keys = (0..<40).map { index in
            [UInt8](repeating: UInt8(index), count: [7 << 20, 100_000, 1 << 20, 9][index % 4] + index)
        }
        for _ in 0..<2 {
            for (index, key) in keys.enumerated() {
                let number = key.withUnsafeBufferPointer { key in
                    let hash = hasher(key, tag: 0)
                    if let known = table.find(key, tag: 0, hash: hash) { return known }
                    table.insert(key, tag: 0, hash: hash, number: Int32(index), hasher: hasher)
                    return Int32(index)
                }
                #expect(Int(number) == index)
            }
        }
        #expect(table.count == keys.count)
    }

    @Test func sameTextReadInTwoWaysIsTwoKeys() {
        let hasher = ByteHash(seed: 9)
        var table = ByteTable()
        #expect(number("a", tag: 0, &table, hasher) == 0)
        #expect(number("a", tag: 1, &table, hasher) == 1)
        #expect(number("", tag: 1, &table, hasher) == 2)
        #expect(number("a", tag: 0, &table, hasher) == 0)
    }

    /// Keys whose hashes collide on purpose cost probes, never a wrong answer.
    @Test func equalHashesDoNotMixKeys() {
        let hasher = ByteHash(seed: 1)
        var table = ByteTable(minimumCapacity: 4)
        for index in 0..<300 {
            _ = withBytes("key-\(index)") { key in
                table.insert(key, tag: 0, hash: 77, number: Int32(index), hasher: hasher)
            }
        }
        for index in 0..<300 {
            let found = withBytes("key-\(index)") { table.find($0, tag: 0, hash: hasher($0, tag: 0)) }
            #expect(found ?? Int32(index) == Int32(index))
        }
    }

    @Test func everyLengthHashesDifferently() {
        let hasher = ByteHash(seed: 5)
        let hashes = (0..<200).map { length in
            withBytes(String(repeating: "a", count: length)) { hasher($0, tag: 0) }
        }
        #expect(Set(hashes).count == 200)
    }
}
