import Foundation
import Observables

/// How the v2 API writes one kind of indicator (API document, section 2).
struct IndicatorType: Sendable {
    enum CasePreference: String, Sendable {
        case upper, lower, sensitive
    }

    /// Stored in the column `kind`: 0 to 11 for the twelve kinds, 12 and above for types that an instance adds.
    let number: Int
    /// As in `type: Registry Key`.
    let name: String
    /// nil for a type beyond the twelve.
    let kind: ObservableKind?
    /// Path segment: `emailAddresses`.
    let branch: String
    /// Member name of a single indicator and of a typed list: `emailAddress`.
    let entity: String
    /// Member names of the values, in the order in which the summary joins them.
    let labels: [String]
    let casePreference: CasePreference
    /// Configured per instance; its objects carry `type`.
    let isCustom: Bool

    /// In the order of the kinds' raw values.
    static let all: [IndicatorType] = [
        .core(.address, "addresses", "address", ["ip"], .lower),
        .core(.emailAddress, "emailAddresses", "emailAddress", ["address"], .lower),
        .core(.file, "files", "file", ["md5", "sha1", "sha256"], .upper),
        .core(.host, "hosts", "host", ["hostName"], .lower),
        .core(.url, "urls", "url", ["text"], .sensitive),
        .custom(.asn, "asns", "asn", ["AS Number"], .upper),
        .custom(.cidr, "cidrBlocks", "cidrBlock", ["Block"], .lower),
        .custom(.mutex, "mutexes", "mutex", ["Mutex"], .sensitive),
        .custom(.registryKey, "registryKeys", "registryKey", ["Key Name", "Value Name", "Value Type"], .sensitive),
        .custom(.userAgent, "userAgents", "userAgent", ["User Agent String"], .sensitive),
        .custom(.emailSubject, "emailSubjects", "emailSubject", ["Subject"], .sensitive),
        .custom(.hashtag, "hashtags", "hashtag", ["Hashtag"], .sensitive),
    ]

    static func of(_ kind: ObservableKind) -> IndicatorType { all[Int(kind.rawValue)] }

    private static func core(
        _ kind: ObservableKind,
        _ branch: String,
        _ entity: String,
        _ labels: [String],
        _ casePreference: CasePreference
    ) -> IndicatorType {
        IndicatorType(
            number: Int(kind.rawValue),
            name: kind.name,
            kind: kind,
            branch: branch,
            entity: entity,
            labels: labels,
            casePreference: casePreference,
            isCustom: false
        )
    }

    private static func custom(
        _ kind: ObservableKind,
        _ branch: String,
        _ entity: String,
        _ labels: [String],
        _ casePreference: CasePreference
    ) -> IndicatorType {
        IndicatorType(
            number: Int(kind.rawValue),
            name: kind.name,
            kind: kind,
            branch: branch,
            entity: entity,
            labels: labels,
            casePreference: casePreference,
            isCustom: true
        )
    }
}

extension IndicatorType {
    static let joint = " : "

    /// The printable value. A registry key keeps the place of an empty value name: `HKEY_USERS :  : REG_NONE`.
    func summary(of values: [String?]) -> String {
        kind == .file
            ? values.compactMap { $0 }.joined(separator: Self.joint)
            : values.map { $0 ?? "" }.joined(separator: Self.joint)
    }

    /// The values in the order of ``labels``, nil where the summary has none.
    func values(ofSummary summary: String) -> [String?] {
        switch kind {
        case .file: hashes(in: summary)
        case .registryKey: registryParts(of: summary)
        default: parts(of: summary)
        }
    }

    /// What an indicator with these values is found under: every hash of a file, otherwise its summary.
    func keys(of values: [String?]) -> [String] {
        kind == .file ? values.compactMap { $0.map(key(for:)) } : [key(for: summary(of: values))]
    }

    /// Folds letter case as ThreatConnect does, and nothing else: an address that is not in normal form is not found.
    func key(for text: String) -> String {
        switch casePreference {
        case .upper: text.uppercased()
        case .lower: text.lowercased()
        case .sensitive: text
        }
    }

    private func hashes(in summary: String) -> [String?] {
        var values: [String?] = [nil, nil, nil]
        for part in summary.split(separator: ":") {
            let hash = part.trimmingCharacters(in: .whitespaces)
            if let place = [32: 0, 40: 1, 64: 2][hash.utf8.count] { values[place] = hash.uppercased() }
        }
        return values
    }

    private func parts(of summary: String) -> [String?] {
        guard labels.count > 1 else { return [summary] }
        let parts = summary.components(separatedBy: Self.joint)
        return labels.indices.map { $0 < parts.count && !parts[$0].isEmpty ? parts[$0] : nil }
    }

    private func registryParts(of summary: String) -> [String?] {
        let parts = summary.components(separatedBy: Self.joint)
        guard parts.count >= 3 else { return [summary, nil, nil] }
        let name = parts[1..<parts.count - 1].joined(separator: Self.joint)
        return [parts[0], name.isEmpty ? nil : name, parts[parts.count - 1]]
    }
}
