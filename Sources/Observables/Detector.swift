/// Tells which observable a value is, from the value alone.
///
/// What counts: an Address with or without port (IPv4 without leading zeros), a File hash of 32, 40 or 64 digits, a
/// URL with a scheme, an EmailAddress, a CIDR block, `AS64496`, and a Host of at least two labels under a known
/// top-level domain (``DeclaredReader`` takes any). Hardware addresses, version numbers, file names and package
/// names are nothing.
package final class Detector: Sendable {
    private let reader: ValueReader
    private let defanged: DefangedReader

    /// - Parameter kinds: what to look for; a value of another kind gives nil.
    package init(kinds: ObservableKinds = .detectable) {
        reader = ValueReader(kinds: kinds)
        defanged = DefangedReader(reader: reader)
    }

    /// The observable that the whole value is, nil if it is none of these kinds.
    ///
    /// Surrounding blanks, quotes and angle brackets are ignored and defanging is undone. `Name <user@example.com>`
    /// gives the mail address.
    package func observable(in bytes: UnsafeBufferPointer<UInt8>) -> Observable? {
        let value = bytes.trimmed()
        guard value.count >= 2 else { return nil }
        return reader.table.scan(value) { scan in
            if scan.holds([.bracket, .other]) { return defanged.observable(scan) }
            return reader.observable(scan)
        }
    }
}

/// Reads values with brackets, backslashes or a display name.
struct DefangedReader: Sendable {
    let reader: ValueReader

    func observable(_ scan: Scan) -> Observable? {
        if scan.holds(.bracket) { return bracketed(scan) }
        return displayed(scan) ?? reader.observable(scan)
    }

    private func bracketed(_ scan: Scan) -> Observable? {
        if isFanged(scan), let found = reader.observable(scan) { return found }
        let fanged = Refang.refang(scan.raw, acrossBlanks: true)
        return fanged.withUnsafeBufferPointer { bytes in
            reader.table.scan(bytes) { displayed($0) ?? reader.observable($0) }
        }
    }

    /// Brackets do not prove defanging: they also stand in paths and around IPv6 addresses.
    private func isFanged(_ scan: Scan) -> Bool {
        if scan.raw[0] == Ascii.openBracket { return true }
        guard let parts = URLForm(table: reader.table).parts(of: scan) else { return false }
        return !parts.scheme.wasDefanged
    }

    /// `Name <user@example.com`: the closing bracket is trimmed already.
    private func displayed(_ scan: Scan) -> Observable? {
        guard scan.holds(.at), let open = scan.raw.lastIndex(of: Ascii.less),
            scan.raw.index(of: Ascii.less) == open, scan.raw.index(of: Ascii.semicolon) == nil
        else { return nil }
        return reader.table.scan(scan.raw.dropped(open + 1).trimmed()) { inner in
            inner.count < 2 || inner.holds(.other) ? nil : reader.observable(inner)
        }
    }
}
