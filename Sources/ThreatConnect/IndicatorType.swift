package import Observables

/// An indicator type of an instance: one of the twelve that ``ObservableKind`` knows, or one that the instance has added
/// (API document, sections 2 and 2.1).
package struct IndicatorType: Sendable, Hashable {
    /// How letters of a value count; nil when the instance does not say.
    package enum CasePreference: String, Sendable, Hashable {
        case upper
        case lower
        case sensitive
    }

    /// As in `"type": "Registry Key"`.
    package let name: String
    /// Path segment: `/v2/indicators/{branch}`.
    package let branch: String
    /// The member of `data` that holds one indicator or a list of them.
    package let entity: String
    /// The members that make up the value, in the order of the printed form.
    package let valueMembers: [String]
    package let isCustom: Bool
    package let casePreference: CasePreference?
    /// Nil for types beyond the twelve.
    package let kind: ObservableKind?

    package init(
        name: String,
        branch: String,
        entity: String,
        valueMembers: [String],
        isCustom: Bool,
        casePreference: CasePreference?
    ) {
        self.name = name
        self.branch = branch
        self.entity = entity
        self.valueMembers = valueMembers
        self.isCustom = isCustom
        self.casePreference = casePreference
        kind = ObservableKind(name: name)
    }

    package init(_ kind: ObservableKind) {
        name = kind.name
        branch = kind.apiBranch
        entity = kind.apiEntity
        valueMembers = kind.valueMembers
        isCustom = kind >= .asn
        casePreference = kind.casePreference
        self.kind = kind
    }

    package static let builtIn = ObservableKind.allCases.map(IndicatorType.init)

    /// The built-in type with this name, branch or entity in any case.
    package static func builtIn(named name: String) -> IndicatorType? { builtIn.first { $0.answers(to: name) } }

    /// Whether people may mean this type: its name, branch or entity in any case.
    package func answers(to text: String) -> Bool {
        let text = text.lowercased()
        return [name, branch, entity].contains { $0.lowercased() == text }
    }

    /// The printed value of an element of a list: its `summary`, or its value members joined as ThreatConnect joins them.
    /// Nil when it has neither.
    package func summary(of item: JSONText) -> String? {
        if let summary = item["summary"]?.text { return summary }
        let parts = valueMembers.map { item[$0]?.text }
        guard parts.contains(where: { $0 != nil }) else { return nil }
        let shown = kind == .registryKey ? parts.map { $0 ?? "" } : parts.compactMap { $0 }
        return shown.joined(separator: " : ")
    }

    /// The members of a v3 body that hold the value.
    func valueMembers(of value: String) -> [JSONValue.Member] {
        let names: [String]
        let parts: [String]
        if kind == .file {
            parts = value.components(joinedBy: " : ")
            names = parts.map { $0.utf8.count == 32 ? "md5" : $0.utf8.count == 40 ? "sha1" : "sha256" }
        } else if valueMembers.count == 3 {
            // An empty value name is one blank on its way in (API document, section 9).
            parts = Self.threeParts(value).map { kind == .registryKey && $0.isEmpty ? " " : $0 }
            names = Array(valueMembers.prefix(parts.count))
        } else if valueMembers.count == 2, let separator = value.firstRange(of: " : ") {
            parts = [String(value[..<separator.lowerBound]), String(value[separator.upperBound...])]
            names = valueMembers
        } else {
            (parts, names) = ([value], [valueMembers.first ?? "value1"])
        }
        return zip(names, parts).map { JSONValue.Member($0, .string($1)) }
    }

    /// The middle part may be empty or hold the separator itself: the first and the last part never do.
    private static func threeParts(_ value: String) -> [String] {
        let parts = value.components(joinedBy: " : ")
        guard parts.count > 3 else { return parts }
        return [parts[0], parts[1..<parts.count - 1].joined(separator: " : "), parts[parts.count - 1]]
    }
}

extension String {
    fileprivate func components(joinedBy separator: String) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map { String($0) }
    }
}

extension ObservableKind {
    fileprivate var casePreference: IndicatorType.CasePreference? {
        switch self {
        case .asn: .upper
        case .cidr: .lower
        case .mutex, .registryKey, .userAgent: .sensitive
        default: nil
        }
    }
}
