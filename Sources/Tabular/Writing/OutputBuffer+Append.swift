extension OutputBuffer {
    @inlinable
    public mutating func append(_ byte: UInt8) {
        reserve(1)
        base[used] = byte
        used += 1
    }

    @inlinable
    public mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        reserve(bytes.count)
        UnsafeMutableRawPointer(base + used).copyMemory(from: start, byteCount: bytes.count)
        used += bytes.count
    }

    /// Bytes that must be readable behind those that ``appendPadded(_:count:)`` is given.
    @inlinable
    public static var padding: Int { 32 }

    /// Appends bytes that lie in larger memory, a step of 32 at a time: half the price of a call for the lengths of records and fields.
    @inlinable
    @inline(__always)
    public mutating func appendPadded(_ bytes: UnsafePointer<UInt8>, count: Int) {
        reserve(count + Self.padding)
        let (source, target) = (UnsafeRawPointer(bytes), UnsafeMutableRawPointer(base + used))
        var offset = 0
        while offset < count {
            let words = (
                source.loadUnaligned(fromByteOffset: offset, as: SIMD2<UInt64>.self),
                source.loadUnaligned(fromByteOffset: offset + 16, as: SIMD2<UInt64>.self)
            )
            target.storeBytes(of: words.0, toByteOffset: offset, as: SIMD2<UInt64>.self)
            target.storeBytes(of: words.1, toByteOffset: offset + 16, as: SIMD2<UInt64>.self)
            offset += 32
        }
        used += count
    }

    @inlinable
    @inline(__always)
    public mutating func appendPadded(_ bytes: UnsafeBufferPointer<UInt8>) {
        if let start = bytes.baseAddress { appendPadded(start, count: bytes.count) }
    }

    package mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { append($0) }
    }

    @inlinable
    public mutating func append(_ text: StaticString) {
        precondition(text.hasPointerRepresentation)
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// The UTF-8 of `text`, as it is.
    package mutating func append(utf8 text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    /// Decimal digits, without separators.
    package mutating func append(_ number: some BinaryInteger) {
        let number = Int128(clamping: number)
        // 39 digits and a sign.
        reserve(40)
        if number < 0 { append(UInt8(ascii: "-")) }
        var rest = number.magnitude
        let start = used
        repeat {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        var digits = UnsafeMutableBufferPointer(start: base + start, count: used - start)
        digits.reverse()
    }
}
