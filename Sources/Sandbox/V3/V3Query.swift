/// The parameters of a v3 call (API document, section 5.1), from the query or from the body of a GET that had too many:
/// `{"data": {"tql": …, "fields": […]}}`.
struct V3Query: Sendable {
    let tql: String?
    let fields: V3Fields
    let owner: String?
    let start: Int
    let limit: Int
    let wantsCount: Bool
    let sorting: [String]
    /// Values by name, in the order sent.
    let items: [(name: String, value: String)]

    /// - Throws: ``Refusal`` for paging parameters that are no numbers.
    init(_ call: Call) throws(Refusal) {
        var items = call.query.pairs
        if call.method == "GET", let data = try JSONValue.object(in: call.body)["data"],
            case .object(let members) = data
        {
            for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                for text in (value.array ?? [value]).compactMap(\.text) { items.append((name, text)) }
            }
        }
        func first(_ name: String) -> String? { items.first { $0.name == name && !$0.value.isEmpty }?.value }
        self.items = items
        tql = first("tql")
        fields = V3Fields(
            items.filter { $0.name == "fields" }.flatMap { $0.value.split(separator: ",") }.map(String.init)
        )
        owner = first("owner")
        start = try Self.number(first("resultStart"), default: 0)
        limit = min(
            try Self.number(first("resultLimit"), default: IndicatorList.defaultLimit),
            IndicatorList.maximumLimit
        )
        wantsCount = first("count")?.lowercased() == "true"
        sorting = first("sorting")?.split(whereSeparator: { " ,".contains($0) }).map(String.init) ?? []
    }

    /// The first value of that name.
    subscript(_ name: String) -> String? { items.first { $0.name == name }?.value }

    private static func number(_ text: String?, default fallback: Int) throws(Refusal) -> Int {
        guard let text else { return fallback }
        guard let number = Int(text), number >= 0 else { throw .badPaging }
        return number
    }

    /// The same call from another start: a path below the base URL, which clients of a plain HTTP server complete.
    func link(_ path: String, start: Int) -> String {
        var parts = items.filter { $0.name != "resultStart" && $0.name != "resultLimit" }
        parts.append(("resultStart", String(start)))
        parts.append(("resultLimit", String(limit)))
        return path + "?" + parts.map { "\(Self.escape($0.name))=\(Self.escape($0.value))" }.joined(separator: "&")
    }

    private static func escape(_ text: String) -> String {
        text.utf8.reduce(into: "") { escaped, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            default: escaped += "%\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true))"
            }
        }
    }
}

/// The values of `fields`: optional members of the answer. `associatedGroups.tags` asks for the tags of the groups.
struct V3Fields: Sendable, Hashable {
    private let names: Set<String>

    init(_ names: some Sequence<String>) { self.names = Set(names) }

    /// True too when only a part of `name` was asked for.
    func contains(_ name: String) -> Bool {
        names.contains(name) || names.contains { $0.hasPrefix(name + ".") }
    }

    func within(_ name: String) -> V3Fields {
        V3Fields(names.filter { $0.hasPrefix(name + ".") }.map { String($0.dropFirst(name.count + 1)) })
    }
}
