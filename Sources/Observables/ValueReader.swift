/// Tells what one value is. Knows nothing of defanging; surrounding blanks are gone.
struct ValueReader: Sendable {
    private(set) var kinds: ObservableKinds
    let table = ByteTable.shared
    let domains = TopLevelDomains.shared

    init(kinds: ObservableKinds) { self.kinds = kinds }

    /// The same reader for fewer kinds.
    func without(_ excluded: [ObservableKind]) -> Self {
        var copy = self
        for kind in excluded { copy.kinds.remove(ObservableKinds(kind)) }
        return copy
    }

    /// How much the surroundings vouch for a bare host name.
    enum Trust {
        /// A cell of its own: the last label must be a known top-level domain.
        case cell
        /// A word in running text: in addition it must not look like a file name.
        case text
    }

    private var urls: URLForm { URLForm(table: table) }

    /// The observable that the whole value is.
    @inline(__always)
    func observable(_ scan: Scan, trust: Trust = .cell) -> Observable? {
        if scan.consists(of: [.digit, .dot]) { return dotted(scan) }
        if scan.consists(of: .hexadecimal) { return hash(scan) ?? number(scan) }
        if scan.consists(of: .hostName) { return host(scan, trust) ?? number(scan) }
        return composed(scan, trust)
    }

    private func dotted(_ scan: Scan) -> Observable? {
        guard scan.seen.contains(.dot) else { return hash(scan) }
        guard kinds.contains(.address), IPv4Address(scan.raw) != nil else { return nil }
        return Observable(kind: .address, canonical: scan.raw.asciiText)
    }

    /// A hash whose digits are all equal is a placeholder, not a file.
    private func hash(_ scan: Scan) -> Observable? {
        guard HashForm.isLength(scan.count), kinds.contains(.file), !HashForm.isPlaceholder(scan.raw) else {
            return nil
        }
        return Observable(kind: .file, canonical: HashForm.canonical(scan.raw))
    }

    private func number(_ scan: Scan) -> Observable? {
        make(.asn) { NumberForm.canonical(scan.lower) }
    }

    private func host(_ scan: Scan, _ trust: Trust) -> Observable? {
        guard kinds.contains(.host), scan.holds([.dot, .high]), let name = HostName(scan),
            isBelievable(name, trust, scan)
        else {
            return nil
        }
        return Observable(kind: .host, canonical: name.text)
    }

    /// Kinds with colons, slashes, `@` or characters outside ASCII.
    private func composed(_ scan: Scan, _ trust: Trust) -> Observable? {
        if scan.holds(.colon) {
            if scan.holds(.slash), let parts = urls.parts(of: scan) { return url(scan, parts) }
            if let address = address(scan) { return address }
        }
        if scan.holds(.at) { return mail(scan) }
        if scan.holds(.slash) { return make(.cidr) { BlockForm.canonical(scan.raw) } }
        if scan.holds(.colon) { return hostWithPort(scan, trust) }
        return scan.holds(.high) ? host(scan, trust) : nil
    }

    private func address(_ scan: Scan) -> Observable? {
        guard scan.consists(of: [.alphanumeric, .dot, .colon, .percent, .hyphen, .underscore, .bracket]) else {
            return nil
        }
        return make(.address) { AddressForm.canonical(scan.raw) }
    }

    /// Inside a single value a blank means that more than the URL is there.
    private func url(_ scan: Scan, _ parts: URLForm.Parts) -> Observable? {
        guard !scan.holds(.blank) else { return nil }
        return make(.url) { urls.canonical(parts) }
    }

    private func mail(_ scan: Scan) -> Observable? {
        make(.emailAddress) { MailForm(domains: domains, table: table).canonical(scan) }
    }

    private func hostWithPort(_ scan: Scan, _ trust: Trust) -> Observable? {
        guard kinds.contains(.host), let colon = scan.raw.index(of: Ascii.colon),
            AddressForm.isPort(scan.raw.dropped(colon + 1))
        else { return nil }
        return table.scan(scan.raw.prefixed(colon)) { host($0, trust) }
    }

    @inline(__always)
    private func make(_ kind: ObservableKind, _ canonical: () -> String?) -> Observable? {
        guard kinds.contains(kind), let text = canonical() else { return nil }
        return Observable(kind: kind, canonical: text)
    }

    private func isBelievable(_ name: HostName, _ trust: Trust, _ scan: Scan) -> Bool {
        guard name.isQualified, name.endsIn(domains.known, orPunycode: true), !name.isReversed(domains),
            !name.isRuleOff
        else { return false }
        return trust == .cell || !name.endsIn(domains.filesInText) && !isSentenceEnd(scan.raw)
    }

    /// `done.In` in `done.In the meantime`: a last label with one capital, at its start.
    private func isSentenceEnd(_ raw: Bytes) -> Bool {
        guard let dot = raw.lastIndex(of: Ascii.dot), dot + 2 < raw.count else { return false }
        return raw[dot + 1] & 0xE0 == 0x40 && raw[dot + 2] & 0xE0 == 0x60
    }
}
