import Observables

/// The compact form of an answer: a version, the copies, a checksum over the answer and what it is about.
///
/// A row of another version, a damaged row and a row that belongs to another value or time are all unreadable, never another answer.
enum AnswerCoding {
    /// Raised whenever the same bytes would mean something else. With it, ``IndicatorCoding/version``.
    private static let version: UInt8 = 1
    private static let checksumBytes = 8

    static func encoded(_ answer: StoredAnswer) -> [UInt8] {
        let indicators = answer.intelligence?.indicators ?? []
        var encoder = ByteEncoder()
        encoder.byte(version)
        encoder.byte(IndicatorCoding.version)
        encoder.unsigned(UInt64(indicators.count))
        for indicator in indicators { IndicatorCoding.encode(indicator, into: &encoder) }
        encoder.bits(encoder.bytes.withUnsafeBytes { checksum(answer.observable, answer.asOf, $0) })
        return encoder.bytes
    }

    /// The copies, none for an absence; nil when the bytes cannot be the answer of that value at that time.
    static func decoded(_ bytes: UnsafeRawBufferPointer, of observable: Observable, asOf: Int) -> [Indicator]? {
        guard bytes.count > checksumBytes else { return nil }
        let content = UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count - checksumBytes)])
        let sum = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: content.count, as: UInt64.self))
        guard sum == checksum(observable, asOf, content) else { return nil }
        var decoder = ByteDecoder(content)
        guard decoder.byte() == version, decoder.byte() == IndicatorCoding.version, let count = decoder.unsigned()
        else { return nil }
        var indicators: [Indicator] = []
        for _ in 0..<count {
            guard let indicator = IndicatorCoding.decode(&decoder) else { return nil }
            indicators.append(indicator)
        }
        return decoder.isAtEnd ? indicators : nil
    }

    private static func checksum(_ observable: Observable, _ asOf: Int, _ content: UnsafeRawBufferPointer) -> UInt64 {
        var value = observable.canonical
        let seed = value.withUTF8 { bytes in
            KeyHash(seed: UInt64(bitPattern: Int64(asOf)))(bytes, tag: observable.kind.rawValue)
        }
        return KeyHash(seed: seed)(content.bindMemory(to: UInt8.self), tag: 0)
    }
}
