import Observables

/// What people write in a column that says the kind: ThreatConnect's names in any case, its branches, and everyday words.
struct KindName {
    let isEmpty: Bool
    let kind: ObservableKind?

    init(_ text: String) {
        let word = text.filter { !$0.isWhitespace && $0 != "-" && $0 != "_" }.lowercased()
        isEmpty = word.isEmpty
        kind = Self.kinds[word]
    }

    private static let kinds: [String: ObservableKind] = {
        var kinds: [String: ObservableKind] = [
            "ip": .address, "ipv4": .address, "ipv6": .address, "ipaddress": .address, "domain": .host,
            "hostname": .host, "fqdn": .host, "hash": .file, "md5": .file, "sha1": .file, "sha256": .file,
            "email": .emailAddress, "mail": .emailAddress, "uri": .url, "as": .asn, "network": .cidr,
            "cidrblock": .cidr, "regkey": .registryKey, "subject": .emailSubject,
        ]
        for kind in ObservableKind.allCases { kinds[kind.name.filter { $0 != " " }.lowercased()] = kind }
        return kinds
    }()
}
