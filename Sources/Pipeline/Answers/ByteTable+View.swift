extension ByteTable {
    /// Looks for keys. Valid as long as the table.
    package struct View {
        private let slots: SlotArray
        private let records: ByteRecords

        init(slots: SlotArray, records: ByteRecords) { (self.slots, self.records) = (slots, records) }

        /// A known key, or nil.
        @inline(__always)
        package func find(_ key: UnsafeBufferPointer<UInt8>, tag: UInt8, hash: UInt64) -> ByteRecord? {
            find(key, tag: tag, hash: hash, from: Int(truncatingIfNeeded: hash))
        }

        /// A key that is looked for together with others.
        private struct Probe {
            var bytes = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
            var hash: UInt64 = 0
            /// Where its search stands.
            var position = 0
            var tag: UInt8 = 0
        }

        /// Finds many keys. Goes over a group of them once for each part of the table and says ahead what it is going to
        /// need, so that the waits for memory overlap.
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
            let groupSize = 64
            withUnsafeTemporaryAllocation(of: Probe.self, capacity: groupSize) { probes in
                probes.initialize(repeating: Probe())
                var start = indices.lowerBound
                while start < indices.upperBound {
                    let size = min(groupSize, indices.upperBound - start)
                    for index in 0..<size {
                        let (bytes, tag, hash) = key(start + index)
                        slots.prefetch(hash)
                        probes[index] = Probe(
                            bytes: bytes,
                            hash: hash,
                            position: Int(truncatingIfNeeded: hash),
                            tag: tag
                        )
                    }
                    for index in 0..<size { approach(&probes[index]) }
                    for index in 0..<size {
                        let probe = probes[index]
                        let record = find(probe.bytes, tag: probe.tag, hash: probe.hash, from: probe.position)
                        found(start + index, record, probe.hash)
                    }
                    start += size
                }
            }
        }

        /// Goes to the slot that may be the key's and brings its record near.
        @inline(__always)
        private func approach(_ probe: inout Probe) {
            probe.position = slots.candidate(from: probe.position, hash: probe.hash)
            let slot = slots[probe.position]
            if slot != 0 { records[Self.place(slot)].prefetch(length: probe.bytes.count) }
        }

        @inline(__always)
        private func find(
            _ key: UnsafeBufferPointer<UInt8>,
            tag: UInt8,
            hash: UInt64,
            from start: Int
        ) -> ByteRecord? {
            var position = slots.candidate(from: start, hash: hash)
            while true {
                let slot = slots[position]
                if slot == 0 { return nil }
                let record = records[Self.place(slot)]
                if record.holds(key, tag: tag) { return record }
                position = slots.candidate(from: position + 1, hash: hash)
            }
        }

        @inline(__always)
        private static func place(_ slot: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: slot) &- 1 }
    }
}
