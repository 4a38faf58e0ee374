package import Observables

/// The vocabulary of the v2 API (API document, section 2).
extension ObservableKind {
    /// Path segment: `/v2/indicators/{apiBranch}`.
    package var apiBranch: String {
        switch self {
        case .address: "addresses"
        case .emailAddress: "emailAddresses"
        case .file: "files"
        case .host: "hosts"
        case .url: "urls"
        case .asn: "asns"
        case .cidr: "cidrBlocks"
        case .mutex: "mutexes"
        case .registryKey: "registryKeys"
        case .userAgent: "userAgents"
        case .emailSubject: "emailSubjects"
        case .hashtag: "hashtags"
        }
    }

    /// The member of `data` that holds one indicator.
    package var apiEntity: String {
        switch self {
        case .address: "address"
        case .emailAddress: "emailAddress"
        case .file: "file"
        case .host: "host"
        case .url: "url"
        case .asn: "asn"
        case .cidr: "cidrBlock"
        case .mutex: "mutex"
        case .registryKey: "registryKey"
        case .userAgent: "userAgent"
        case .emailSubject: "emailSubject"
        case .hashtag: "hashtag"
        }
    }

    /// The members that make up the value, in the order of the printed form.
    package var valueMembers: [String] {
        switch self {
        case .address: ["ip"]
        case .emailAddress: ["address"]
        case .file: ["md5", "sha1", "sha256"]
        case .host: ["hostName"]
        case .url: ["text"]
        case .asn: ["AS Number"]
        case .cidr: ["Block"]
        case .mutex: ["Mutex"]
        case .registryKey: ["Key Name", "Value Name", "Value Type"]
        case .userAgent: ["User Agent String"]
        case .emailSubject: ["Subject"]
        case .hashtag: ["Hashtag"]
        }
    }
}
