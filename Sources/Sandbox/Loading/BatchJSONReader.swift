import Foundation
import Observables

/// Reads ThreatConnect batch and bulk JSON, an array of their items, or one item per line.
struct BatchJSONReader {
    let file: String
    let defaults: LoadDefaults

    func read(_ data: Data, _ report: inout LoadReport) -> [NewIndicator] {
        let decoder = JSONDecoder()
        if let document = try? decoder.decode(Document.self, from: data), !document.items.isEmpty {
            return indicators(document.items.enumerated().map { ($0 + 1, $1) }, &report)
        }
        var items: [(Int, Lossy)] = []
        data.forEachLine { line, number in
            guard line.contains(where: { $0 > UInt8(ascii: " ") }) else { return }
            let item = try? decoder.decode(BatchItem.self, from: Data(line))
            items.append((number, item.map(Lossy.item) ?? .unreadable("neither JSON nor a batch item")))
        }
        return indicators(items, &report)
    }

    private func indicators(_ items: [(line: Int, item: Lossy)], _ report: inout LoadReport) -> [NewIndicator] {
        items.compactMap { line, item in
            switch item {
            case .unreadable(let reason): report.reject(file: file, line: line, reason: reason)
            case .item(let item):
                if let indicator = item.indicator(defaults) { return indicator }
                report.reject(file: file, line: line, reason: item.problem)
            }
            return nil
        }
    }

    /// `{"indicator":[…]}`, that within `data`, or `[…]`.
    private struct Document: Decodable {
        let items: [Lossy]

        private enum Key: String, CodingKey { case indicator, data }

        init(from decoder: any Decoder) throws {
            if var list = try? decoder.unkeyedContainer() {
                items = try Self.items(of: &list)
                return
            }
            let values = try decoder.container(keyedBy: Key.self)
            if values.contains(.data) {
                items = try values.decode(Document.self, forKey: .data).items
            } else {
                var list = try values.nestedUnkeyedContainer(forKey: .indicator)
                items = try Self.items(of: &list)
            }
        }

        private static func items(of list: inout any UnkeyedDecodingContainer) throws -> [Lossy] {
            var items: [Lossy] = []
            while !list.isAtEnd { items.append(try list.decode(Lossy.self)) }
            return items
        }
    }

    private enum Lossy: Decodable {
        case item(BatchItem)
        case unreadable(String)

        init(from decoder: any Decoder) throws {
            do {
                self = .item(try BatchItem(from: decoder))
            } catch {
                self = .unreadable("not a batch item")
            }
        }
    }
}

extension BatchItem {
    /// Returns nil for an unknown type, and for a value that is not of its type.
    func indicator(_ defaults: LoadDefaults) -> NewIndicator? {
        guard let kind = ObservableKind(name: type), let values = values(kind) else { return nil }
        var new = NewIndicator(
            kind: kind,
            values: values,
            owner: members["ownerName"]?.text ?? defaults.owner,
            rating: members["rating"]?.number,
            confidence: members["confidence"]?.number.flatMap { Int(exactly: $0.rounded()) },
            date: date("dateAdded") ?? defaults.date
        )
        new.lastModified = date("lastModified") ?? new.dateAdded
        new.active = members["active"]?.flag
        new.threatAssessScore = integer("threatAssessScore")
        new.falsePositiveCount = max(0, integer("falsePositiveCount") ?? 0)
        new.observationCount = max(0, integer("observationCount") ?? 0)
        new.tags = tags + defaults.tags
        new.attributes = attributes + mirrored("Description", "description") + mirrored("Source", "source")
        setTypeMembers(of: &new)
        return new
    }

    var problem: String {
        ObservableKind(name: type) == nil ? "unknown type \"\(type)\"" : "the value is no \(type)"
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

    private func values(_ kind: ObservableKind) -> [String?]? {
        let type = IndicatorType.of(kind)
        let own = type.labels.map { members[$0]?.text }
        let given = own.contains { $0 != nil } ? own : members["summary"]?.text.map(type.values(ofSummary:))
        guard let given else { return nil }
        switch kind {
        case .file: return canonicalHashes(given)
        case .registryKey: return given[0].map { [$0, given[1], given[2]] }
        default: return given[0].flatMap { Self.canonical(kind, $0) }.map { [$0] }
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
