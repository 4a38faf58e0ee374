import Foundation
package import Observables

/// One indicator as a snapshot and its pages hold it.
///
/// A varint with the length of the rest; then kind, owner, id and the keys under which it is found, all of which can be read without
/// the rest; then the indicator itself (``IndicatorCoding``), in which what stands before is left out.
package struct SnapshotRecord {
    static let mostKeys = 15
    /// In the place of a kind: a type that cannot be asked about, kept because the server counts it.
    static let otherKind: UInt8 = 0xFF
    /// With the number of keys: the summary is the keys, joined.
    private static let isJoined: UInt8 = 0x80

    package let kind: ObservableKind?
    /// Index into ``SnapshotDescription/owners``.
    package let owner: Int
    package let id: Int64
    /// Of the whole record.
    let bytes: UnsafeRawBufferPointer
    private let keyCount: Int
    private let hasJoinedSummary: Bool
    /// Behind the id.
    private let rest: UnsafeRawBufferPointer

    /// Reads the record at the start of `bytes`; nil where there is none.
    package init?(_ bytes: UnsafeRawBufferPointer) {
        var frame = ByteDecoder(bytes)
        guard let content = frame.slice() else { return nil }
        self.bytes = UnsafeRawBufferPointer(rebasing: bytes[..<frame.position])
        var decoder = ByteDecoder(content)
        guard let kind = decoder.byte(), let owner = decoder.unsigned().flatMap({ Int(exactly: $0) }),
            let id = decoder.signed(), let keys = decoder.byte()
        else { return nil }
        self.kind = ObservableKind(rawValue: kind)
        guard self.kind != nil || kind == Self.otherKind else { return nil }
        self.owner = owner
        self.id = id
        keyCount = Int(keys & 0x7F)
        hasJoinedSummary = keys & Self.isJoined != 0
        rest = UnsafeRawBufferPointer(rebasing: content[decoder.position...])
    }

    /// Calls `body` with each key's bytes.
    ///
    /// - Returns: false when the record is damaged.
    @inline(__always)
    func forEachKey(_ body: (UnsafeRawBufferPointer) -> Void) -> Bool {
        var decoder = ByteDecoder(rest)
        for _ in 0..<keyCount {
            guard let key = decoder.slice() else { return false }
            body(key)
        }
        return true
    }

    /// Whether it is found under a key; nil when the record is damaged.
    func hasKey(_ wanted: UnsafeRawBufferPointer) -> Bool? {
        var decoder = ByteDecoder(rest)
        for _ in 0..<keyCount {
            guard let key = decoder.slice() else { return nil }
            if key.count == wanted.count, let left = key.baseAddress, let right = wanted.baseAddress,
                memcmp(left, right, key.count) == 0
            {
                return true
            }
        }
        return false
    }

    /// The indicator; nil when the record is damaged or of another type.
    ///
    /// - Parameter ownerName: The name of the owner, left out of the record where it is the one that was asked.
    package func indicator(ownerName: String?) -> Indicator? {
        guard let kind else { return nil }
        var decoder = ByteDecoder(rest)
        var keys: [String] = []
        for _ in 0..<keyCount {
            guard let key = decoder.text() else { return nil }
            keys.append(key)
        }
        guard var indicator = IndicatorCoding.decode(&decoder), decoder.isAtEnd else { return nil }
        indicator.id = id
        indicator.kind = kind
        if hasJoinedSummary { indicator.summary = keys.joined(separator: " : ") }
        if indicator.owner.isEmpty { indicator.owner = ownerName ?? "" }
        return indicator
    }
}

/// Writes records.
package struct SnapshotRecordEncoder {
    private let keys = SnapshotKeys()
    private var content = ByteEncoder()

    package init() {}

    /// - Parameters:
    ///   - owner: Index into the owners, with the name that was asked.
    ///   - encoder: Where the record goes.
    package mutating func append(
        _ indicator: Indicator,
        owner: Int,
        ownerName: String?,
        to encoder: inout ByteEncoder
    ) {
        let keys = keys.keys(of: indicator.summary, kind: indicator.kind)
        let isJoined = keys.joined(separator: " : ") == indicator.summary
        start(indicator.kind.rawValue, owner, indicator.id, UInt8(keys.count) | (isJoined ? 0x80 : 0))
        for key in keys { content.text(key) }
        var stripped = indicator
        stripped.id = 0
        if isJoined { stripped.summary = "" }
        if indicator.owner == ownerName { stripped.owner = "" }
        IndicatorCoding.encode(stripped, into: &content)
        finish(&encoder)
    }

    /// An indicator of a type that cannot be asked about: type and summary are its key.
    package mutating func append(
        otherID id: Int64,
        type: String,
        summary: String,
        owner: Int,
        to encoder: inout ByteEncoder
    ) {
        start(SnapshotRecord.otherKind, owner, id, 1)
        content.text("\(type) : \(summary)")
        finish(&encoder)
    }

    private mutating func start(_ kind: UInt8, _ owner: Int, _ id: Int64, _ keys: UInt8) {
        content.removeAll()
        content.byte(kind)
        content.unsigned(UInt64(owner))
        content.signed(id)
        content.byte(keys)
    }

    private func finish(_ encoder: inout ByteEncoder) {
        encoder.unsigned(UInt64(content.bytes.count))
        content.bytes.withUnsafeBytes { encoder.raw($0) }
    }
}
