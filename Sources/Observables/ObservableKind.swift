/// A kind of observable, named as ThreatConnect names its indicator types (API document, section 2).
package enum ObservableKind: UInt8, Sendable, Hashable, CaseIterable, Comparable {
    case address
    case emailAddress
    case file
    case host
    case url
    case asn
    case cidr
    case mutex
    case registryKey
    case userAgent
    case emailSubject
    case hashtag

    /// The ThreatConnect type name, as in `type: Registry Key`.
    package var name: String {
        switch self {
        case .address: "Address"
        case .emailAddress: "EmailAddress"
        case .file: "File"
        case .host: "Host"
        case .url: "URL"
        case .asn: "ASN"
        case .cidr: "CIDR"
        case .mutex: "Mutex"
        case .registryKey: "Registry Key"
        case .userAgent: "User Agent"
        case .emailSubject: "Email Subject"
        case .hashtag: "Hashtag"
        }
    }

    /// The kind with exactly this ThreatConnect type name.
    package init?(name: String) {
        guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = kind
    }

    /// The value decides alone: no declaration is needed to recognise one of these.
    package var isDetectable: Bool { self <= .cidr }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A set of kinds, one bit each.
package struct ObservableKinds: OptionSet, Sendable, Hashable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }
    package init(_ kind: ObservableKind) { rawValue = 1 << UInt16(kind.rawValue) }

    /// The seven kinds that a value shows by itself.
    package static let detectable = ObservableKind.allCases.filter(\.isDetectable)
        .reduce(into: ObservableKinds()) { $0.formUnion(ObservableKinds($1)) }

    package func contains(_ kind: ObservableKind) -> Bool { contains(ObservableKinds(kind)) }
}
