extension ByteTable {
    /// Looks for keys. Valid as long as the table.
    package struct View {
        private let slots: SlotArray
        private let records: ByteRecords

        init(slots: SlotArray, records: ByteRecords) { (self.slots, self.records) = (slots, records) }

        /// A known key, or nil.
        @inline(__always)
        package func find(_ key: UnsafeBufferPointer<UInt8>, tag: UInt8, hash: UInt64) -> ByteRecord? {
            var position = Int(truncatingIfNeeded: hash)
            while let candidate = candidate(from: &position, hash: hash) {
                if candidate.holds(key, tag: tag) { return candidate }
                position &+= 1
            }
            return nil
        }

        /// A key that is looked for together with others.
        private struct Probe {
            var bytes = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
            var hash: UInt64 = 0
            /// The first that may be the key's.
            var candidate: ByteRecord?
            var tag: UInt8 = 0
        }

        /// Finds many keys. Takes each a step at a time, a number of keys apart: its hash, the slot, the record. Each step says ahead what
        /// the next one needs, so that the waits for memory overlap, with each other and with the work.
        ///
        /// - Parameters:
        ///   - key: The key of each index, and its hash; called once per index, in order.
        ///   - found: Receives the index and its key's record, nil for an unknown one, and the hash.
        @inline(__always)
        package func findAll(
            _ indices: Range<Int>,
            key: (Int) -> (bytes: UnsafeBufferPointer<UInt8>, tag: UInt8, hash: UInt64),
            found: (Int, ByteRecord?, UInt64) -> Void
        ) {
            let (apart, count) = (16, indices.count)
            // A power of two: the probe of a key has the place that its number leaves.
            let size = 2 * apart
            withUnsafeTemporaryAllocation(of: Probe.self, capacity: size) { probes in
                probes.initialize(repeating: Probe())
                for first in 0..<count + size {
                    let (second, third) = (first &- apart, first &- size)
                    if third >= 0 {
                        let probe = probes[third & (size - 1)]
                        found(indices.lowerBound &+ third, record(of: probe), probe.hash)
                    }
                    if second >= 0, second < count { approach(&probes[second & (size - 1)]) }
                    if first < count {
                        let (bytes, tag, hash) = key(indices.lowerBound &+ first)
                        slots.prefetch(hash)
                        probes[first & (size - 1)] = Probe(bytes: bytes, hash: hash, tag: tag)
                    }
                }
            }
        }

        /// Finds what may be the key's record and brings it near.
        @inline(__always)
        private func approach(_ probe: inout Probe) {
            var position = Int(truncatingIfNeeded: probe.hash)
            probe.candidate = candidate(from: &position, hash: probe.hash)
            probe.candidate?.prefetch(length: probe.bytes.count)
        }

        @inline(__always)
        private func record(of probe: Probe) -> ByteRecord? {
            guard let candidate = probe.candidate else { return nil }
            if candidate.holds(probe.bytes, tag: probe.tag) { return candidate }
            return findAnew(probe.bytes, tag: probe.tag, hash: probe.hash)
        }

        /// Where half of the hash is another key's, which is rare.
        @inline(never)
        private func findAnew(_ key: UnsafeBufferPointer<UInt8>, tag: UInt8, hash: UInt64) -> ByteRecord? {
            find(key, tag: tag, hash: hash)
        }

        /// The first record from a position on that may be one with the hash, and its position.
        @inline(__always)
        private func candidate(from position: inout Int, hash: UInt64) -> ByteRecord? {
            let slot = slots.candidate(from: &position, hash: hash)
            return slot == 0 ? nil : records[UInt32(truncatingIfNeeded: slot) &- 1]
        }
    }
}
