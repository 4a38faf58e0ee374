import Tabular
import TestSupport
import Testing

/// Whatever comes as a Zeek log, no line is lost, and none is found twice.
@Suite struct ZeekFuzzTests {
    private static let written = [
        "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#fields\tts\tid.orig_h\ttags\n#types\ttime\taddr\tset[string]\n"
            + "1\t192.0.2.1\ta,b\n2\t-\t(empty)\n3\t\\x09\t-\n#close\t2017\n",
        "#separator \\x2c\n#fields,a,b\n1,2\n3\n", "#fields\ta\n1\n#fields\tb\n2\n#fields\ta\n3\n", "1\t2\n",
    ]

    @Test func everyLineIsFoundOnceOrIsADirective() async throws {
        let mutator = Mutator(
            Self.written.map { Array($0.utf8) },
            tokens: ["#fields\t", "#separator \\x09\n", "#types\t", "#", "\n#", "\t", "-", "(empty)", "\\x", "#close"]
        )
        try await FuzzBudget("Zeek", inputs: 400).run { random, seed in
            let text = mutator.text(&random)
            let size = [1, 16, 1 << 19].randomElement(using: &random) ?? 16
            let driver = ReadingDriver(options: ReaderOptions(format: .zeek, chunkBytes: size), ahead: 2)
            guard let reading = try await self.reading(text, driver), reading.failure == nil else { return }
            let places = reading.found.map(\.place).sorted { $0.start < $1.start }
            #expect(zip(places, places.dropFirst()).allSatisfy { $0.next <= $1.start }, "\(seed)")
            var position = 0
            for place in places + [.init(input: 0, start: text.count, end: text.count, next: text.count, line: 0)] {
                for line in text[position..<max(position, place.start)].split(separator: 0x0A) {
                    let isDirective = line.first == UInt8(ascii: "#") || line.starts(with: [0xEF, 0xBB, 0xBF])
                    #expect(isDirective || line == [0x0D], "\(seed): lost \(String(decoding: line, as: UTF8.self))")
                }
                position = max(position, place.next)
            }
        }
    }

    /// nil for a log that cannot be read at all, which says why.
    private func reading(_ text: [UInt8], _ driver: ReadingDriver) async throws -> Reading? {
        do { return try await driver.read(text, name: "x.log") } catch is InputError { return nil }
    }
}
