/// Reads a value of which somebody said what it is, and is therefore less strict than ``Detector``.
///
/// | Declared | Accepted besides what detection accepts |
/// |---|---|
/// | Address | `203.0.113.7/32`, `2001:db8::1/128` |
/// | EmailAddress | – |
/// | File | a name before the hash: `SHA256=…`, `md5:…`; several hashes of one file: `MD5 : SHA1` |
/// | Host | any last label that is no number, a single label, a port, the host of a URL |
/// | URL | no scheme, then `http://` is put in front: `example.com/path`, `203.0.113.7:8080/x`, `//example.com/`; blanks |
/// | ASN | `64496`, `ASN 64496`, `AS64496 Example Networks` |
/// | CIDR | – |
///
/// The kinds that no value shows by itself take the text without surrounding blanks and without one pair of double
/// quotes around it; `-` is nothing. A Hashtag gets its `#` where it is missing and must not contain blanks; a
/// Registry Key must begin with a hive and gets the value name and type that it lacks, see ``RegistryPath``.
package struct DeclaredReader: Sendable {
    private let kind: ObservableKind
    private let detector: Detector
    private let reader: ValueReader

    package init(kind: ObservableKind) {
        self.kind = kind
        detector = Detector(kinds: ObservableKinds(kind))
        reader = ValueReader(kinds: ObservableKinds(kind))
    }

    /// The observable that the value is, nil where it cannot be one of this kind.
    package func observable(in bytes: UnsafeBufferPointer<UInt8>) -> Observable? {
        guard kind.isDetectable else { return text(bytes).map { Observable(kind: kind, canonical: $0) } }
        if let found = detector.observable(in: bytes) { return found }
        let value = bytes.trimmed()
        guard !value.isEmpty else { return nil }
        if let found = lenient(value) { return settled(found) }
        let fanged = Refang.refang(value, acrossBlanks: true)
        guard fanged.count < value.count else { return nil }
        return fanged.withUnsafeBufferPointer(lenient).map(settled)
    }

    /// With its scheme in front a URL may be one that detection would undo the defanging of.
    private func settled(_ found: String) -> Observable {
        var text = found
        let detected = kind == .url ? text.withUTF8 { detector.observable(in: $0) } : nil
        return detected ?? Observable(kind: kind, canonical: found)
    }

    private func lenient(_ value: Bytes) -> String? {
        switch kind {
        case .address: wholeBlock(value)
        case .file: labelled(value) ?? firstHash(value)
        case .host: host(value)
        case .url: url(value)
        case .asn: number(value)
        default: nil
        }
    }

    /// A block of one address.
    private func wholeBlock(_ value: Bytes) -> String? {
        guard let slash = value.lastIndex(of: Ascii.slash) else { return nil }
        let address = value.prefixed(slash)
        let bits: UInt64 = address.index(of: Ascii.colon) == nil ? 32 : 128
        return value.dropped(slash + 1).number(upTo: 128) == bits ? AddressForm.canonical(address) : nil
    }

    private func labelled(_ value: Bytes) -> String? {
        guard let sign = value.lastIndex(of: Ascii.equals) ?? value.lastIndex(of: Ascii.colon), sign <= 10 else {
            return nil
        }
        return detector.observable(in: value.dropped(sign + 1))?.canonical
    }

    /// The hashes of one file as ThreatConnect joins them, `MD5 : SHA1 : SHA256`: any of them finds the file.
    private func firstHash(_ value: Bytes) -> String? {
        guard let colon = value.index(of: Ascii.colon) else { return nil }
        return detector.observable(in: value.prefixed(colon).trimmedBlanks())?.canonical
    }

    private func host(_ value: Bytes) -> String? {
        reader.table.scan(value) { scan in
            if scan.holds(.slash) {
                let host = URLForm(table: reader.table).parts(of: scan)?.host
                return host.flatMap(hostName)
            }
            guard let colon = value.index(of: Ascii.colon), AddressForm.isPort(value.dropped(colon + 1)) else {
                return hostName(value)
            }
            return hostName(value.prefixed(colon))
        }
    }

    private func hostName(_ value: Bytes) -> String? {
        reader.table.scan(value) { scan in
            guard scan.holds([.hexLetter, .letter, .high]), let name = HostName(scan) else { return nil }
            // Of wide characters nothing but digits and underscores may be left.
            guard !scan.holds(.high) || name.text.utf8.contains(where: { 0x61...0x7A ~= $0 }) else { return nil }
            return name.withLastLabel { label in label.allSatisfy { $0 <= Ascii.nine } } ? nil : name.text
        }
    }

    private func url(_ value: Bytes) -> String? {
        let isComplete =
            value.has("//")
            ? false
            : reader.table.scan(value) { scan in
                URLForm(table: reader.table).parts(of: scan) != nil
            }
        let prefix = isComplete ? "" : value.has("//") ? "http:" : "http://"
        return (Array(prefix.utf8) + value).withUnsafeBufferPointer { bytes in
            reader.table.scan(bytes) { scan in
                guard let parts = URLForm(table: reader.table).parts(of: scan) else { return nil }
                guard isComplete || isPublicHost(parts.host) else { return nil }
                return URLForm(table: reader.table).canonical(parts)
            }
        }
    }

    /// What may stand in front without a scheme: an IPv4 address or a name under a known top-level domain.
    private func isPublicHost(_ host: Bytes) -> Bool {
        if IPv4Address(host) != nil { return true }
        return reader.table.scan(host) { HostName($0) }.map { name in
            name.isQualified && name.endsIn(reader.domains.known, orPunycode: true)
        } ?? false
    }

    private func number(_ value: Bytes) -> String? {
        reader.table.scan(value) { scan in
            var lower = scan.lower
            if lower.has("as") { lower = lower.dropped(lower.has("asn") ? 3 : 2).trimmedBlanks() }
            if let blank = lower.index(of: Ascii.space) { lower = lower.prefixed(blank) }
            return NumberForm.canonical(digits: lower)
        }
    }

    private func text(_ bytes: Bytes) -> String? {
        var value = bytes.trimmedBlanks()
        if value.count > 2, value[0] == Ascii.quote, value[value.count - 1] == Ascii.quote {
            value = value.slice(1..<value.count - 1).trimmedBlanks()
        }
        guard !value.isEmpty, !(value.count == 1 && value[0] == Ascii.hyphen), let text = value.text else { return nil }
        switch kind {
        case .registryKey: return RegistryPath.canonical(text)
        case .hashtag: return hashtag(text)
        default: return text
        }
    }

    private func hashtag(_ text: String) -> String? {
        // By scalar: a mark that combines with the sign does not hide it.
        let name = text.unicodeScalars.first == "#" ? String(text.unicodeScalars.dropFirst()) : text
        return name.isEmpty || name.contains(where: \.isWhitespace) ? nil : "#" + name
    }
}
