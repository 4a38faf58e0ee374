import Foundation

/// Input bytes that were read but not handed out, contiguous. Grows to what is asked for, never shrinks.
final class ByteWindow {
    private var storage: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var start = 0
    private var end = 0

    init(capacity: Int) {
        self.capacity = max(capacity, 64)
        storage = Self.allocate(capacity: self.capacity)
    }

    /// Behind the capacity 64 more bytes may be read.
    static func allocate(capacity: Int) -> UnsafeMutablePointer<UInt8> { .allocate(capacity: capacity + 64) }

    deinit { storage.deallocate() }

    var count: Int { end - start }
    var bytes: UnsafePointer<UInt8> { UnsafePointer(storage + start) }

    /// Room for at least `space` more bytes, to be filled and then counted by ``commit(_:)``.
    func room(for space: Int) -> UnsafeMutableRawBufferPointer {
        if capacity - end < space { makeRoom(for: space) }
        return UnsafeMutableRawBufferPointer(start: storage + end, count: capacity - end)
    }

    func commit(_ added: Int) { end += added }

    func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        room(for: bytes.count).copyMemory(from: UnsafeRawBufferPointer(bytes))
        commit(bytes.count)
    }

    func consume(_ used: Int) {
        start += used
        if start == end { (start, end) = (0, 0) }
    }

    /// Gives its memory away and goes on in another one of the same size, to which it takes the bytes behind the first `used`.
    ///
    /// - Returns: Memory that begins with the first `used` bytes. Nil, and nothing is changed, where sizes differ, where the bytes stand further
    ///   back, and where it would be the longer way.
    func exchange(
        _ memory: UnsafeMutablePointer<UInt8>,
        of size: Int,
        behind used: Int
    ) -> UnsafeMutablePointer<UInt8>? {
        guard size == capacity, start == 0, count <= 2 * used else { return nil }
        let given = storage
        memory.update(from: storage + used, count: count - used)
        (storage, end) = (memory, count - used)
        return given
    }

    /// Moves the bytes to the front.
    func compact() {
        guard start > 0 else { return }
        memmove(storage, storage + start, count)
        (start, end) = (0, count)
    }

    /// Keeps only the first `kept` bytes.
    func truncate(to kept: Int) { end = start + kept }

    /// Moves only when at least half of the storage is free in front, so that moving stays a fraction of reading.
    private func makeRoom(for space: Int) {
        if count + space <= capacity, start >= capacity / 2 {
            memmove(storage, storage + start, count)
        } else {
            capacity = max(2 * capacity, 2 * (count + space))
            let larger = Self.allocate(capacity: capacity)
            memcpy(larger, storage + start, count)
            storage.deallocate()
            storage = larger
        }
        (start, end) = (0, count)
    }
}
