extension Observable {
    /// The Host inside a URL or a mail address, or the Address where an address stands there; nil for other kinds.
    package var host: Observable? {
        switch kind {
        case .url: canonical.withBytes(Self.hostOfURL)
        case .emailAddress: canonical.withBytes(Self.hostOfMail)
        default: nil
        }
    }

    private static func hostOfMail(_ bytes: Bytes) -> Observable? {
        guard let at = bytes.lastIndex(of: Ascii.at), at + 1 < bytes.count else { return nil }
        return Observable(kind: .host, canonical: bytes.dropped(at + 1).asciiText)
    }

    private static func hostOfURL(_ bytes: Bytes) -> Observable? {
        let table = ByteTable.shared
        return table.scan(bytes) { scan in
            guard let host = URLForm(table: table).parts(of: scan)?.host else { return nil }
            if let address = AddressForm.canonical(host) { return Observable(kind: .address, canonical: address) }
            if let address = NumericHost.address(host) { return Observable(kind: .address, canonical: address.text) }
            return table.scan(host) { HostName($0) }.map { Observable(kind: .host, canonical: $0.text) }
        }
    }
}
