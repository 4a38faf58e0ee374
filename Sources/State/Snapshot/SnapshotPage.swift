import Foundation
import Observables

/// One page of a list as it is kept until the snapshot is made from it: records, with a checksum.
package struct SnapshotPage: Sendable {
    private static let magic: UInt64 = 0x0A31_4547_4150_4354
    private static let headerSize = 40

    /// What the server said there is on all pages.
    package let total: Int?
    /// Elements of the page, those without an id included.
    package let count: Int
    private let bytes: [UInt8]

    package init(total: Int?, count: Int, records: [UInt8]) {
        self.total = total
        self.count = count
        bytes = records
    }

    /// - Returns: nil when there is no such page, or a page that was not completely written.
    package init?(path: String) {
        guard let data = FileManager.default.contents(atPath: path), data.count >= Self.headerSize else { return nil }
        let numbers = data.withUnsafeBytes { raw in
            (0..<5).map { UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self)) }
        }
        let records = [UInt8](data.dropFirst(Self.headerSize))
        guard numbers[0] == Self.magic, numbers[3] == UInt64(records.count), numbers[1] <= 1 << 32,
            numbers[2] <= 1 << 40, records.withUnsafeBytes(SnapshotHeader.checksum) == numbers[4]
        else { return nil }
        self.init(total: numbers[2] == 0 ? nil : Int(numbers[2] - 1), count: Int(numbers[1]), records: records)
    }

    /// - Throws: When the file cannot be written; it appears complete or not at all.
    package func write(to path: String) throws {
        var encoder = ByteEncoder()
        let numbers: [UInt64] = [
            Self.magic, UInt64(count), total.map { UInt64($0) + 1 } ?? 0, UInt64(bytes.count),
            bytes.withUnsafeBytes(SnapshotHeader.checksum),
        ]
        for number in numbers { encoder.bits(number) }
        try Data(encoder.bytes + bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    /// Calls `body` with every record, valid during the call.
    package func forEachRecord(_ body: (SnapshotRecord) throws -> Void) throws {
        try bytes.withUnsafeBytes { raw in
            var position = 0
            while position < raw.count {
                guard let record = SnapshotRecord(UnsafeRawBufferPointer(rebasing: raw[position...])) else {
                    throw SnapshotError(.damaged, path: "page", cause: "a record cannot be read")
                }
                try body(record)
                position += record.bytes.count
            }
        }
    }
}
