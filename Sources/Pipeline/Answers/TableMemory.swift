internal import CStructure

/// Memory that is looked at all over the place.
enum TableMemory {
    private static var largePage: Int { 2 << 20 }

    /// In large pages where there are such and it fills at least one: the processor finds them more quickly, and the system has less to do.
    static func allocate(bytes: Int) -> UnsafeMutableRawPointer {
        guard bytes >= largePage else { return .allocate(byteCount: bytes, alignment: 16) }
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: largePage)
        tcenrich_use_large_pages(memory, bytes)
        return memory
    }
}
