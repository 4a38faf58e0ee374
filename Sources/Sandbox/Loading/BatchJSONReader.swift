import Foundation
import Observables

/// What a JSON file holds, in the order in which it must be stored: types, groups, indicators, associations.
struct BatchContent {
    var groups: [(line: Int, group: BatchGroup)] = []
    var indicators: [NewIndicator] = []
    var associations: [(line: Int, node: JSONNode)] = []
}

/// Reads ThreatConnect batch and bulk JSON, an array of their items, or one item per line.
struct BatchJSONReader {
    let file: String
    let defaults: LoadDefaults
    let store: SandboxStore

    /// - Throws: What declaring a further indicator type throws, but for a bad declaration.
    func read(_ data: Data, _ report: inout LoadReport) throws -> BatchContent {
        let decoder = JSONDecoder()
        if let document = try? decoder.decode(Document.self, from: data), !document.isEmpty {
            var content = try content(document.items.enumerated().map { ($0 + 1, $1) }, &report)
            content.associations = document.associations.enumerated().map { ($0 + 1, $1) }
            return content
        }
        var items: [(Int, Lossy)] = []
        data.forEachLine { line, number in
            guard line.contains(where: { $0 > UInt8(ascii: " ") }) else { return }
            let item = try? decoder.decode(Lossy.self, from: Data(line))
            items.append((number, item?.inLine ?? .unreadable("neither JSON nor a batch item")))
        }
        return try content(items, &report)
    }

    private func content(_ items: [(line: Int, item: Lossy)], _ report: inout LoadReport) throws -> BatchContent {
        for case (let line, .type(let type)) in items {
            do {
                try store.declare(type)
            } catch SandboxError.badType(let problem) {
                report.reject(file: file, line: line, reason: problem)
            }
        }
        var content = BatchContent()
        for (line, item) in items {
            switch item {
            case .type: break
            case .unreadable(let reason): report.reject(file: file, line: line, reason: reason)
            case .group(let node):
                do throws(Refusal) {
                    let group = try BatchGroup(node, owner: defaults.owner, date: defaults.date)
                    content.groups.append((line, group))
                } catch {
                    report.reject(file: file, line: line, reason: error.message)
                }
            case .item(let item):
                if let indicator = item.indicator(defaults, store.types) {
                    content.indicators.append(indicator)
                } else {
                    report.reject(file: file, line: line, reason: item.problem(store.types))
                }
            }
        }
        return content
    }

    /// `{"indicator":[…],"group":[…],"association":[…]}`, that within `data`, or `[…]`.
    private struct Document: Decodable {
        let items: [Lossy]
        let associations: [JSONNode]

        var isEmpty: Bool { items.isEmpty && associations.isEmpty }

        private enum Key: String, CodingKey { case indicator, group, association, data }

        init(from decoder: any Decoder) throws {
            if var list = try? decoder.unkeyedContainer() {
                items = try Self.items(of: &list)
                associations = []
                return
            }
            let values = try decoder.container(keyedBy: Key.self)
            if values.contains(.data) {
                let inner = try values.decode(Document.self, forKey: .data)
                (items, associations) = (inner.items, inner.associations)
                return
            }
            var items: [Lossy] = []
            for key in [Key.group, .indicator] where values.contains(key) {
                guard var list = try? values.nestedUnkeyedContainer(forKey: key) else { continue }
                items += try Self.items(of: &list)
            }
            self.items = items
            associations = (try? values.decodeIfPresent([JSONNode].self, forKey: .association)) ?? []
        }

        private static func items(of list: inout any UnkeyedDecodingContainer) throws -> [Lossy] {
            var items: [Lossy] = []
            while !list.isAtEnd { items.append(try list.decode(Lossy.self)) }
            return items
        }
    }

    private enum Lossy: Decodable {
        case item(BatchItem)
        case group(JSONNode)
        case type(CustomType)
        case unreadable(String)

        private enum Key: String, CodingKey { case indicatorType }

        init(from decoder: any Decoder) throws {
            do {
                let item = try BatchItem(from: decoder)
                if GroupType.named(item.type) != nil {
                    self = .group(try JSONNode(from: decoder))
                } else if item.type.isEmpty,
                    let type = try decoder.container(keyedBy: Key.self)
                        .decodeIfPresent(CustomType.self, forKey: .indicatorType)
                {
                    self = .type(type)
                } else {
                    self = .item(item)
                }
            } catch {
                self = .unreadable("not a batch item")
            }
        }

        /// A line that holds anything but an item is called unreadable in other words than an element of an array.
        var inLine: Lossy {
            guard case .unreadable = self else { return self }
            return .unreadable("neither JSON nor a batch item")
        }
    }
}

extension BatchItem {
    /// Returns nil for an unknown type, and for a value that is not of its type.
    func indicator(_ defaults: LoadDefaults, _ types: TypeRegistry) -> NewIndicator? {
        guard let type = types.named(type), let values = values(type) else { return nil }
        var new = NewIndicator(
            kind: type.kind ?? .mutex,
            values: values,
            owner: members["ownerName"]?.text ?? defaults.owner,
            rating: members["rating"]?.number,
            confidence: members["confidence"]?.number.flatMap { Int(exactly: $0.rounded()) },
            date: date("dateAdded") ?? defaults.date
        )
        new.customType = type.kind == nil ? type.name : nil
        new.lastModified = date("lastModified") ?? new.dateAdded
        new.active = members["active"]?.flag
        new.threatAssessScore = integer("threatAssessScore")
        new.falsePositiveCount = max(0, integer("falsePositiveCount") ?? 0)
        new.observationCount = max(0, integer("observationCount") ?? 0)
        new.tags = tags + defaults.tags
        new.attributes = attributes + mirrored("Description", "description") + mirrored("Source", "source")
        new.securityLabels = securityLabels
        new.groupXids = groupXids
        if type.kind != nil { setTypeMembers(of: &new) }
        return new
    }

    func problem(_ types: TypeRegistry) -> String {
        types.named(type) == nil ? "unknown type \"\(type)\"" : "the value is no \(type)"
    }

    private func setTypeMembers(of new: inout NewIndicator) {
        switch new.kind {
        case .file: new.size = (integer("size") ?? integer("intValue1")).map(Int64.init)
        case .host:
            new.dnsActive = members["dnsActive"]?.flag ?? members["flag1"]?.flag
            new.whoisActive = members["whoisActive"]?.flag ?? members["flag2"]?.flag
        default: break
        }
    }

    private func integer(_ name: String) -> Int? { members[name]?.number.flatMap { Int(exactly: $0.rounded()) } }
    private func date(_ name: String) -> String? { members[name]?.text.flatMap(LenientDate.utc) }

    /// A bulk item's `description` is the value of an attribute that it may or may not list.
    private func mirrored(_ type: String, _ name: String) -> [NewAttribute] {
        guard let text = members[name]?.text, !attributes.contains(where: { $0.type == type }) else { return [] }
        return [NewAttribute(type: type, value: text, displayed: true)]
    }

    private func values(_ type: IndicatorType) -> [String?]? {
        let own = type.labels.map { members[$0]?.text }
        let given = own.contains { $0 != nil } ? own : members["summary"]?.text.map(type.values(ofSummary:))
        guard let given else { return nil }
        switch type.kind {
        case .file: return canonicalHashes(given)
        case .registryKey: return given[0].map { [$0, given[1], given[2] ?? "REG_NONE"] }
        case nil: return given.allSatisfy { $0?.isEmpty == false } ? given.map { $0.map(type.key) } : nil
        case let kind?: return given[0].flatMap { Self.canonical(kind, $0) }.map { [$0] }
        }
    }

    private func canonicalHashes(_ given: [String?]) -> [String?]? {
        let hashes = given.map { $0.flatMap { Self.canonical(.file, $0) } }
        let placed = IndicatorType.of(.file).values(
            ofSummary: hashes.compactMap { $0 }.joined(separator: IndicatorType.joint)
        )
        return placed.contains { $0 != nil } ? placed : nil
    }

    private static func canonical(_ kind: ObservableKind, _ text: String) -> String? {
        Array(text.utf8).withUnsafeBufferPointer { DeclaredReader.of(kind).observable(in: $0)?.canonical }
    }
}
