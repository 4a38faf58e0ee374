/// Finds the address blocks that hold an address, the longest prefix first.
///
/// Blocks may nest and repeat. They are kept as the places where the innermost block changes, so that one binary search finds it;
/// from there each block knows the next wider one.
package struct PrefixTable<Address: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
    package struct Block: Sendable {
        /// Any address of the block: the bits behind the prefix do not count.
        package let address: Address
        /// Length of the prefix in bits.
        package let bits: Int
        /// What the block stands for.
        package let payload: Int

        package init(address: Address, bits: Int, payload: Int) {
            self.address = address
            self.bits = bits
            self.payload = payload
        }

        var first: Address { bits == 0 ? 0 : (address >> (Address.bitWidth - bits)) << (Address.bitWidth - bits) }
        var last: Address { bits == Address.bitWidth ? address : first | Address.max >> bits }
    }

    /// First address of each stretch, ascending.
    private var starts: [Address] = []
    /// For each value of the leading 16 bits the number of stretches that begin below it, and one more: most of the search is done
    /// with one look.
    private var directory: [Int32] = []
    /// The innermost block of each stretch as an index into ``blocks``, -1 for none.
    private var innermost: [Int32] = []
    /// By first address, wider ones first.
    private let blocks: [Block]
    /// The next wider block, -1 for none.
    private var wider: [Int32]

    package init(_ blocks: [Block]) {
        let sorted = blocks.enumerated().sorted { left, right in
            (left.element.first, left.element.bits, left.offset) < (
                right.element.first, right.element.bits, right.offset
            )
        }
        self.blocks = sorted.map(\.element)
        wider = [Int32](repeating: -1, count: blocks.count)
        sweep()
        fillDirectory()
    }

    package var isEmpty: Bool { blocks.isEmpty }

    /// What the blocks that hold all of `address/bits` stand for, the longest prefix first, until `accept` takes one.
    @inline(__always)
    package func firstPayload(holding address: Address, bits: Int, where accept: (Int) -> Bool) -> Int? {
        var index = innermostBlock(of: address)
        while index >= 0 {
            let block = blocks[index]
            if block.bits <= bits, accept(block.payload) { return block.payload }
            index = Int(wider[index])
        }
        return nil
    }

    private func innermostBlock(of address: Address) -> Int {
        starts.withUnsafeBufferPointer { starts in
            let leading = Self.leading(address)
            var (low, high) = (Int(directory[leading]), Int(directory[leading + 1]))
            while low < high {
                let middle = (low + high) / 2
                if starts[middle] <= address { low = middle + 1 } else { high = middle }
            }
            return low == 0 ? -1 : Int(innermost[low - 1])
        }
    }

    private static func leading(_ address: Address) -> Int {
        Int(truncatingIfNeeded: address >> (Address.bitWidth - 16))
    }

    private mutating func fillDirectory() {
        directory = [Int32](repeating: 0, count: 65_537)
        for start in starts { directory[Self.leading(start) + 1] += 1 }
        for index in 1..<directory.count { directory[index] += directory[index - 1] }
    }

    /// Walks from the lowest address to the highest and notes every change of the innermost block.
    private mutating func sweep() {
        var open: [Int] = []
        for index in blocks.indices {
            close(&open, below: blocks[index].first)
            wider[index] = Int32(open.last ?? -1)
            note(blocks[index].first, Int32(index))
            open.append(index)
        }
        close(&open, below: nil)
    }

    /// Ends the blocks that lie wholly below an address, all of them for nil.
    private mutating func close(_ open: inout [Int], below address: Address?) {
        while let top = open.last {
            let last = blocks[top].last
            if let address, last >= address { return }
            open.removeLast()
            if last < Address.max { note(last + 1, Int32(open.last ?? -1)) }
        }
    }

    private mutating func note(_ start: Address, _ block: Int32) {
        if starts.last == start {
            innermost[innermost.count - 1] = block
        } else {
            starts.append(start)
            innermost.append(block)
        }
    }
}

/// Address blocks of both families.
package struct BlockTable: Sendable {
    private let four: PrefixTable<UInt32>
    private let six: PrefixTable<UInt128>

    /// - Parameter blocks: Addresses and blocks in text, with what each stands for. Must be readable, see ``AddressBlock``.
    package init(_ blocks: [(block: AddressBlock, payload: Int)]) {
        four = PrefixTable(
            blocks.compactMap { block, payload in
                guard case .four(let address, let bits) = block else { return nil }
                return .init(address: address, bits: bits, payload: payload)
            }
        )
        six = PrefixTable(
            blocks.compactMap { block, payload in
                guard case .six(let address, let bits) = block else { return nil }
                return .init(address: address, bits: bits, payload: payload)
            }
        )
    }

    package var isEmpty: Bool { four.isEmpty && six.isEmpty }

    /// See ``PrefixTable/firstPayload(holding:bits:where:)``.
    package func firstPayload(holding block: AddressBlock, where accept: (Int) -> Bool) -> Int? {
        switch block {
        case .four(let address, let bits): four.firstPayload(holding: address, bits: bits, where: accept)
        case .six(let address, let bits): six.firstPayload(holding: address, bits: bits, where: accept)
        }
    }
}

/// An address with the number of bits that count.
package enum AddressBlock: Sendable, Hashable {
    case four(UInt32, bits: Int)
    case six(UInt128, bits: Int)

    /// Reads `198.51.100.7`, `198.51.100.0/24`, `2001:db8::1` and `2001:db8::/32`.
    package init?(_ text: String) {
        guard let block = text.withBytes({ Self.read($0) }) else { return nil }
        self = block
    }

    private static func read(_ bytes: Bytes) -> AddressBlock? {
        guard let slash = bytes.index(of: Ascii.slash) else { return read(bytes, nil) }
        guard let bits = bytes.dropped(slash + 1).number(upTo: 128) else { return nil }
        return read(bytes.prefixed(slash), Int(bits))
    }

    /// - Parameter bits: nil for all.
    private static func read(_ address: Bytes, _ bits: Int?) -> AddressBlock? {
        if let four = IPv4Address(address) {
            return bits ?? 32 <= 32 ? .four(four.value, bits: bits ?? 32) : nil
        }
        guard address.count >= 2, let six = IPv6Address(address) else { return nil }
        return .six(UInt128(six.high) << 64 | UInt128(six.low), bits: bits ?? 128)
    }
}
