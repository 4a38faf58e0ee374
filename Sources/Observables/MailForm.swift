/// E-mail addresses.
struct MailForm {
    let domains: TopLevelDomains
    let table: ByteTable

    /// Reads `local@domain`, with or without `mailto:`.
    ///
    /// All of it goes to lower case: RFC 5321 lets the local part depend on case, no mail system in use does, and logs
    /// and feeds write the same mailbox either way. Quoted local parts and address literals are not read.
    func canonical(_ scan: Scan) -> String? {
        let start = scan.lower.has("mailto:") ? 7 : 0
        guard let at = scan.lower.lastIndex(of: Ascii.at), at > start, at - start <= 64, at + 1 < scan.count else {
            return nil
        }
        let local = scan.lower.slice(start..<at)
        guard isLocalPart(local) else { return nil }
        return table.scan(scan.raw.dropped(at + 1)) { domain in
            guard let name = HostName(domain), isDomain(name) else { return nil }
            guard domain.holds(.high) else {
                return scan.lower.slice(start..<at + 1 + name.text.utf8.count).asciiText
            }
            return "\(local.asciiText)@\(name.text)"
        }
    }

    private func isDomain(_ name: HostName) -> Bool {
        name.isQualified && name.endsInDomain && !name.endsIn(domains.fileEndings)
    }

    /// A dot-atom of RFC 5322, without the slash, which nearly always belongs to a path.
    private func isLocalPart(_ bytes: Bytes) -> Bool {
        guard bytes[0] != Ascii.dot, bytes[bytes.count - 1] != Ascii.dot else { return false }
        var previous: UInt8 = 0
        for byte in bytes {
            guard Self.localClasses.contains(table.classOf(byte)) else { return false }
            guard byte != Ascii.dot || previous != Ascii.dot else { return false }
            previous = byte
        }
        return true
    }

    private static let localClasses: ByteClass = [.alphanumeric, .dot, .hyphen, .underscore, .percent, .mark]
}
