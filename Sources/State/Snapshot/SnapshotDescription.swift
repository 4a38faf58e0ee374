import Observables

/// What a snapshot holds and of when: everything that has to fit before it may answer.
package struct SnapshotDescription: Sendable, Hashable {
    /// One owner's part.
    package struct OwnerPart: Sendable, Hashable {
        /// nil is the API user's own organisation.
        package var owner: String?
        /// Indicators of all types, inactive ones included: what the server counts.
        package var indicators: Int
        /// Of those, the ones of types that cannot be asked about.
        package var others: Int
        /// Whether the server's own count was the same.
        package var isVerified: Bool

        package init(owner: String?, indicators: Int = 0, others: Int = 0, isVerified: Bool = false) {
            self.owner = owner
            self.indicators = indicators
            self.others = others
            self.isVerified = isVerified
        }
    }

    /// The address of the instance.
    package var instance: String
    /// In the order in which their copies are listed.
    package var owners: [OwnerPart]
    /// Which optional members were fetched, as bits.
    package var members: UInt8
    /// Seconds since 1970: every change before was seen.
    package var asOf: Int
    /// Seconds since 1970: when everything was fetched for the last time.
    package var fullAsOf: Int

    package init(instance: String, owners: [OwnerPart], members: UInt8, asOf: Int, fullAsOf: Int) {
        self.instance = instance
        self.owners = owners
        self.members = members
        self.asOf = asOf
        self.fullAsOf = fullAsOf
    }

    package var indicators: Int { owners.reduce(0) { $0 + $1.indicators } }
}

extension SnapshotDescription {
    func encode(into encoder: inout ByteEncoder) {
        encoder.text(instance)
        encoder.byte(members)
        encoder.signed(Int64(asOf))
        encoder.signed(Int64(fullAsOf))
        encoder.unsigned(UInt64(owners.count))
        for part in owners {
            encoder.byte((part.owner == nil ? 0 : 1) | (part.isVerified ? 2 : 0))
            encoder.text(part.owner ?? "")
            encoder.unsigned(UInt64(part.indicators))
            encoder.unsigned(UInt64(part.others))
        }
    }

    init?(_ decoder: inout ByteDecoder) {
        guard let instance = decoder.text(), let members = decoder.byte(), let asOf = decoder.signed(),
            let fullAsOf = decoder.signed(), let count = decoder.unsigned(), count <= 1 << 16
        else { return nil }
        var owners: [OwnerPart] = []
        for _ in 0..<count {
            guard let flags = decoder.byte(), let name = decoder.text(),
                let indicators = decoder.unsigned().flatMap({ Int(exactly: $0) }),
                let others = decoder.unsigned().flatMap({ Int(exactly: $0) })
            else { return nil }
            owners.append(
                OwnerPart(
                    owner: flags & 1 == 0 ? nil : name,
                    indicators: indicators,
                    others: others,
                    isVerified: flags & 2 != 0
                )
            )
        }
        self.init(instance: instance, owners: owners, members: members, asOf: Int(asOf), fullAsOf: Int(fullAsOf))
    }
}
