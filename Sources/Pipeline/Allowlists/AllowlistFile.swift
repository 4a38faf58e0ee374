import Observables
import ThreatConnect

/// The text of one warning list: `{"name": …, "type": …, "matching_attributes": […], "list": […]}`.
///
/// As MISP does, a missing type is `string`, missing or empty attributes are all, and `list` may be an object whose names are the entries
/// and whose values are comments.
struct AllowlistFile {
    let path: String
    let bytes: [UInt8]

    func list() throws(AllowlistError) -> Allowlist {
        let members = try members()
        let name = members.last { $0.name == "name" }?.value.text
        return Allowlist(
            name: name ?? path,
            type: try type(members.last { $0.name == "type" }?.value),
            kinds: AllowlistAttributes.kinds(
                of: try attributes(members.last { $0.name == "matching_attributes" }?.value)
            ),
            entries: try entries(members.last { $0.name == "list" }?.value)
        )
    }

    private func members() throws(AllowlistError) -> [(name: String, value: JSONText)] {
        let text: JSONText
        do { text = try JSONText(bytes) } catch {
            throw self.error(place(error.offset), error.problem, "download the list again, or repair its JSON")
        }
        guard let members = text.members else {
            throw error("line 1, column 1", "this is no JSON object", "use a file in MISP's warning list format")
        }
        return members
    }

    private func type(_ value: JSONText?) throws(AllowlistError) -> Allowlist.MatchType {
        guard let value else { return .string }
        let name = (value.elements?.first ?? value).string ?? value.description
        guard let type = Allowlist.MatchType(rawValue: name) else {
            let known = Allowlist.MatchType.allCases.map(\.rawValue).joined(separator: ", ")
            throw error("'type'", "\"\(name.prefix(40))\" is unknown", "use one of \(known)")
        }
        return type
    }

    private func attributes(_ value: JSONText?) throws(AllowlistError) -> [String] {
        guard let value, value.description != "null" else { return [] }
        let names = value.elements?.map(\.string)
        guard let names, names.allSatisfy({ $0 != nil }) else {
            throw error("'matching_attributes'", "this is no list of texts", "write it as [\"domain\", \"ip-dst\"]")
        }
        return names.compactMap { $0 }
    }

    private func entries(_ value: JSONText?) throws(AllowlistError) -> [String] {
        guard let value else { throw error("'list'", "it is missing", "use a file in MISP's warning list format") }
        if let members = value.members { return members.map(\.name) }
        guard let elements = value.elements else {
            throw error("'list'", "this is no list", "write the entries as a JSON array of texts")
        }
        var entries: [String] = []
        entries.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            guard let entry = element.string ?? element.text else {
                throw error(
                    "entry \(index + 1) of 'list'",
                    "\(element.description.prefix(40)) is no text",
                    "correct or remove it"
                )
            }
            entries.append(entry)
        }
        return entries
    }

    private func place(_ offset: Int) -> String {
        let before = bytes.prefix(offset)
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let column = before.count - (before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0) + 1
        return "line \(line), column \(column)"
    }

    private func error(_ place: String, _ problem: String, _ advice: String) -> AllowlistError {
        AllowlistError(path: path, place: place, problem: problem, advice: advice)
    }
}
