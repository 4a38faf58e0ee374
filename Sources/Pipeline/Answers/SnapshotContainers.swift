import Observables

/// Finds the known values that may hold another one, the closest first.
///
/// | Asked | Held by |
/// |---|---|
/// | Address, CIDR | a known CIDR block with all of it, longest prefix first |
/// | Host `a.b.example.com` | `*.b.example.com`, `b.example.com`, `*.example.com`, `example.com`; a last label alone holds nothing |
///
/// ThreatConnect's Hosts are names without a wildcard (API document, section 9), so a name stands for those below it; where an
/// instance has `*.example.com` as a Host all the same, that is found first.
struct SnapshotContainers: Sendable {
    private let blocks: [Observable]
    private let table: BlockTable

    init(blocks: [Observable]) {
        self.blocks = blocks
        table = BlockTable(
            blocks.enumerated().compactMap { index, block in AddressBlock(block.canonical).map { ($0, index) } }
        )
    }

    /// Hands candidates to `accept` until it takes one.
    func forEach(holding observable: Observable, accept: (Observable) throws -> Bool) rethrows {
        switch observable.kind {
        case .address, .cidr: try blocks(holding: observable, accept)
        case .host: try parents(of: observable.canonical, accept)
        default: break
        }
    }

    private func blocks(holding observable: Observable, _ accept: (Observable) throws -> Bool) rethrows {
        guard let asked = AddressBlock(observable.canonical) else { return }
        var candidates: [Int] = []
        _ = table.firstPayload(holding: asked) { index in
            candidates.append(index)
            return false
        }
        for index in candidates where blocks[index] != observable {
            if try accept(blocks[index]) { return }
        }
    }

    private func parents(of host: String, _ accept: (Observable) throws -> Bool) rethrows {
        var rest = Substring(host)
        while let dot = rest.firstIndex(of: ".") {
            rest = rest[rest.index(after: dot)...]
            guard rest.contains(".") else { return }
            if try accept(Observable(kind: .host, canonical: "*.\(rest)")) { return }
            if try accept(Observable(kind: .host, canonical: String(rest))) { return }
        }
    }
}
