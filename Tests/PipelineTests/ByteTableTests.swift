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
            return table.find(key, tag: tag, hash: hash) ?? table.insert(key, tag: tag, hash: hash, hasher: hasher)
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

    @Test func keysComeBackWithTheirTag() {
        let hasher = ByteHash(seed: 9)
        var table = ByteTable(minimumCapacity: 2)
        for index in 0..<100 { _ = number("value-\(index)", tag: UInt8(index), &table, hasher) }
        let (bytes, tag) = table.key(42)
        #expect(String(decoding: bytes, as: UTF8.self) == "value-42")
        #expect(tag == 42)
    }

    @Test func sameTextReadInTwoWaysIsTwoKeys() {
        let hasher = ByteHash(seed: 9)
        var table = ByteTable()
        #expect(number("a", tag: 0, &table, hasher) == 0)
        #expect(number("a", tag: 1, &table, hasher) == 1)
        #expect(number("", tag: 1, &table, hasher) == 2)
        #expect(number("a", tag: 0, &table, hasher) == 0)
    }

    @Test func forgettingKeepsNothing() {
        let hasher = ByteHash(seed: 9)
        var table = ByteTable()
        _ = number("a", &table, hasher)
        table.removeAll()
        #expect(table.count == 0)
        #expect(number("b", &table, hasher) == 0)
    }

    /// Keys whose hashes collide on purpose cost probes, never a wrong answer.
    @Test func equalHashesDoNotMixKeys() {
        let hasher = ByteHash(seed: 1)
        var table = ByteTable(minimumCapacity: 4)
        for index in 0..<300 {
            let id = withBytes("key-\(index)") { table.insert($0, tag: 0, hash: 77, hasher: hasher) }
            #expect(id == index)
        }
        for index in 0..<300 {
            #expect(withBytes("key-\(index)") { table.find($0, tag: 0, hash: hasher($0, tag: 0)) } ?? index == index)
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
