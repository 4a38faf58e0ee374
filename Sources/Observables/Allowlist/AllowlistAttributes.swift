/// What MISP's attribute types are here.
///
/// | `matching_attributes` | kinds |
/// |---|---|
/// | `domain`, `hostname`, `hostname\|port` | Host |
/// | `ip-src`, `ip-dst`, with or without `\|port` | Address, CIDR |
/// | `url`, `uri`, `link` | URL |
/// | `email`, `email-src`, `email-dst`, `target-email`, `whois-registrant-email`, `dns-soa-email` | EmailAddress |
/// | `md5`, `sha1`, `sha256`, with or without `filename\|` | File |
/// | `AS`, `mutex`, `user-agent`, `email-subject`, `regkey`, `regkey\|value` | the kind of that name |
/// | `domain\|ip` | Host and Address, where the list names nothing else of ours: MISP's own Host is `domain` or `hostname` |
/// | anything else | nothing |
package enum AllowlistAttributes {
    /// The kinds that a list with these attributes is about; without attributes, and with `ALL`, all of them.
    package static func kinds(of attributes: [String]) -> ObservableKinds {
        guard !attributes.isEmpty, !attributes.contains("ALL") else { return ObservableKinds(ObservableKind.allCases) }
        let kinds = attributes.reduce(into: ObservableKinds()) { $0.formUnion(single($1)) }
        return kinds.isEmpty && attributes.contains("domain|ip") ? ObservableKinds([.host, .address]) : kinds
    }

    private static func single(_ attribute: String) -> ObservableKinds {
        switch attribute {
        case "domain", "hostname", "hostname|port": ObservableKinds(.host)
        case "ip-src", "ip-dst", "ip-src|port", "ip-dst|port": ObservableKinds([.address, .cidr])
        case "url", "uri", "link": ObservableKinds(.url)
        case "email", "email-src", "email-dst", "target-email", "whois-registrant-email", "dns-soa-email":
            ObservableKinds(.emailAddress)
        case "md5", "sha1", "sha256", "filename|md5", "filename|sha1", "filename|sha256": ObservableKinds(.file)
        case "AS": ObservableKinds(.asn)
        case "mutex": ObservableKinds(.mutex)
        case "user-agent": ObservableKinds(.userAgent)
        case "email-subject": ObservableKinds(.emailSubject)
        case "regkey", "regkey|value": ObservableKinds(.registryKey)
        default: []
        }
    }
}

extension ObservableKinds {
    package init(_ kinds: [ObservableKind]) {
        self = kinds.reduce(into: []) { $0.formUnion(ObservableKinds($1)) }
    }
}
