import Foundation
import GRDB
import Observables

extension V3Writer {
    /// The canonical values of a body: the type's own members, `value1` to `value3`, or `summary`.
    ///
    /// - Throws: ``Refusal`` (400, `Please enter a valid Host`) where there is no such value.
    func values(of type: IndicatorType, _ body: JSONValue) throws(Refusal) -> [String?] {
        let labelled = type.labels.map { body[$0]?.text }
        let numbered = type.labels.indices.map { body["value\($0 + 1)"]?.text }
        var given = labelled.contains { $0 != nil } ? labelled : numbered
        if !given.contains(where: { $0 != nil }) {
            guard let summary = body["summary"]?.text else { throw Self.invalid(type) }
            given = type.values(ofSummary: summary)
        }
        switch type.kind {
        case .file: return try hashes(given, type)
        case .registryKey: return try registryKey(given, type)
        default:
            guard let text = given[0], !text.isEmpty else { throw Self.invalid(type) }
            // What an instance added has no form that would be known here.
            guard let kind = type.kind else { return given }
            guard let value = Self.canonical(kind, text) else { throw Self.invalid(type) }
            return [value]
        }
    }

    private func hashes(_ given: [String?], _ type: IndicatorType) throws(Refusal) -> [String?] {
        var hashes: [String?] = []
        for (hash, length) in zip(given, [32, 40, 64]) {
            if let hash, !hash.isEmpty {
                guard hash.utf8.count == length, hash.allSatisfy(\.isHexDigit) else { throw Self.invalid(type) }
                hashes.append(hash.uppercased())
            } else {
                hashes.append(nil)
            }
        }
        guard hashes.contains(where: { $0 != nil }) else { throw Self.invalid(type) }
        return hashes
    }

    private func registryKey(_ given: [String?], _ type: IndicatorType) throws(Refusal) -> [String?] {
        guard let key = given[0], IndicatorType.isRegistryKey(key) else { throw Self.invalid(type) }
        let valueType = given[2] ?? "REG_NONE"
        guard IndicatorType.registryValueTypes.contains(valueType) else { throw Self.invalid(type) }
        let name = given[1]?.trimmingCharacters(in: .whitespaces)
        return [key, name?.isEmpty == false ? name : nil, valueType]
    }

    private static func canonical(_ kind: ObservableKind, _ text: String) -> String? {
        if kind == .url, !text.contains("://") { return nil }
        if kind == .asn, !text.uppercased().hasPrefix("ASN") { return nil }
        return Array(text.utf8).withUnsafeBufferPointer { DeclaredReader.of(kind).observable(in: $0)?.canonical }
    }

    private static func invalid(_ type: IndicatorType) -> Refusal {
        Refusal(status: 400, message: "Please enter a valid \(type.kind == .url ? "Url" : type.name)")
    }
}

// MARK: Hashes of a file

extension V3Writer {
    /// A PUT may name further hashes. One that another file of the owner has needs `"mode":"merge"`, which unites the two;
    /// `"mode":"delete"` takes a hash away.
    func changeHashes(of id: Int64, _ body: JSONValue, _ type: IndicatorType, _ owner: Owner) throws {
        guard type.labels.contains(where: { body[$0] != nil }) else { return }
        let given = try values(of: type, body)
        if body["mode"]?.text?.lowercased() == "delete" {
            try removeHashes(given, of: id, type)
            return
        }
        for other in try copies(type, type.keys(of: given), owner) where other != id {
            guard body["mode"]?.text?.lowercased() == "merge" else {
                throw Refusal(
                    status: 400,
                    message: "The hash for this File is invalid, a File with this hash already exists"
                )
            }
            try unite(other, into: id)
        }
        try setHashes(given, of: id, type)
    }

    /// Adds the hashes to those that the file has.
    func setHashes(_ given: [String?], of id: Int64, _ type: IndicatorType) throws {
        guard let row = try row("SELECT owner, value1, value2, value3 FROM indicator WHERE id = ?", [id]),
            let owner = context.owner(id: row[0])
        else { return }
        let merged = (0..<3).map { given[$0] ?? row[$0 + 1] as String? }
        try store(merged, of: id, type)
        try addKeys(type, merged, owner, id)
    }

    private func removeHashes(_ given: [String?], of id: Int64, _ type: IndicatorType) throws {
        guard let row = try row("SELECT value1, value2, value3 FROM indicator WHERE id = ?", [id]) else { return }
        let left = (0..<3).map { place in (row[place] as String?).flatMap { $0 == given[place] ? nil : $0 } }
        guard left.contains(where: { $0 != nil }) else {
            throw Refusal(status: 400, message: "A File needs at least one hash")
        }
        for hash in given.compactMap({ $0 }) {
            try run("DELETE FROM lookup WHERE kind = ? AND key = ? AND indicator = ?", [type.number, hash, id])
        }
        try store(left, of: id, type)
    }

    private func store(_ hashes: [String?], of id: Int64, _ type: IndicatorType) throws {
        try run(
            "UPDATE indicator SET value1 = ?, value2 = ?, value3 = ?, summary = ? WHERE id = ?",
            [hashes[0], hashes[1], hashes[2], type.summary(of: hashes), id]
        )
    }

    /// Moves everything that `other` has to `id`.
    private func unite(_ other: Int64, into id: Int64) throws {
        guard let row = try row("SELECT value1, value2, value3 FROM indicator WHERE id = ?", [other]) else { return }
        for table in ["lookup", "tag", "indicatorLabel", "association", "falsePositive", "observation", "attribute"] {
            try run("UPDATE OR IGNORE \(table) SET indicator = ? WHERE indicator = ?", [id, other])
        }
        for (place, column) in ["value1", "value2", "value3"].enumerated() {
            try run(
                "UPDATE indicator SET \(column) = coalesce(\(column), ?) WHERE id = ?",
                [row[place] as String?, id]
            )
        }
        try deleteIndicator(other)
    }
}
