/// Room for positions in a chunk, kept from one to the next. Used by one task at a time.
struct PositionBuffer: ~Copyable {
    private var storage: UnsafeMutableBufferPointer<UInt32> = .allocate(capacity: 0)

    deinit { storage.deallocate() }

    /// Room for as many positions as there are bytes, and 64 more.
    mutating func room(for bytes: Int) -> UnsafeMutableBufferPointer<UInt32> {
        if storage.count < bytes + 64 {
            storage.deallocate()
            storage = .allocate(capacity: bytes + 64)
        }
        return storage
    }
}
