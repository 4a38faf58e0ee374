extension CheckedSection {
    /// The sections that decide what a run puts out, with a digest each: equal for files that say the same, whatever their comments, order of keys, and whether
    /// they spell out a default. Secrets, and what only decides how fast or how patiently it is asked, are left out.
    var fingerprints: [String: String] {
        var fingerprints: [String: String] = [:]
        for entry in entries where !Self.indifferent.contains(entry.key) {
            let value: CheckedValue
            if entry.key == "threatconnect", case .section(let section) = entry.item.value {
                value = .section(section.filtered { ["url", "owners"].contains($0) })
            } else if entry.key == "enrich", case .section(let section) = entry.item.value {
                value = .section(section.filtered { $0 != "cache" })
            } else {
                value = entry.item.value
            }
            fingerprints[entry.key] = Self.digest(value.canonical)
        }
        return fingerprints
    }

    private static let indifferent: Set = ["version", "name", "errors", "state"]

    private func filtered(_ isKept: (String) -> Bool) -> CheckedSection {
        var section = CheckedSection(keyPath: keyPath, position: position)
        for entry in entries where isKept(entry.key) { section.append(entry) }
        return section
    }

    /// FNV-1a, 64 bits: tells versions of one file apart, and is no protection against anybody.
    private static func digest(_ text: String) -> String {
        let hash = text.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
        return String(hash, radix: 16)
    }
}

extension CheckedValue {
    fileprivate var canonical: String {
        switch self {
        case .text(let text): quoted(text)
        case .secret: "secret"
        case .integer(let number): "\(number)"
        case .boolean(let flag): "\(flag)"
        case .duration(let duration): "\(duration.components)"
        case .allowance(let allowance): "\(allowance)"
        case .condition(let condition): quoted(condition.source)
        case .template(let template): quoted(template.text)
        case .value(let template): quoted(template.text)
        case .list(let items): "[" + items.map(\.value.canonical).joined(separator: ",") + "]"
        case .section(let section):
            "{"
                + section.entries.sorted { $0.key < $1.key }.map { "\($0.key):\($0.item.value.canonical)" }
                .joined(separator: ",") + "}"
        }
    }

    /// With its length, so that no text can look like two.
    private func quoted(_ text: String) -> String { "\(text.utf8.count)'\(text)" }
}
