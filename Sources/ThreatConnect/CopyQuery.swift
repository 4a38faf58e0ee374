internal import Observables

/// One request for the copies of several values of one kind.
struct CopyQuery: Sendable, Hashable {
    /// What the values are compared with: `summary`, or for files `value1`, `value2`, `value3`, because the summary of a file
    /// with several hashes is all of them.
    struct Lane: Sendable, Hashable {
        let kind: ObservableKind
        let keyword: String

        init(_ observable: Observable) {
            kind = observable.kind
            switch (observable.kind, observable.canonical.utf8.count) {
            case (.file, 32): keyword = "value1"
            case (.file, 40): keyword = "value2"
            case (.file, 64): keyword = "value3"
            default: keyword = "summary"
            }
        }
    }

    let owner: String
    let lane: Lane
    let observables: [Observable]

    /// Owners of a copy are names; a value may exist once for each.
    static let pageSize = 500

    private static let fields = ["tags", "attributes", "securityLabels", "associatedGroups", "falsePositives"]

    func action(start: Int) -> APIAction {
        var query: [RequestTarget.QueryItem] = [.init("tql", Self.tql(owner, lane, observables.map(\.canonical)))]
        query += Self.fields.map { .init("fields", $0) }
        // The owner stands in the filter too: as a parameter it makes the server refuse a name that does not exist,
        // which a filter would answer with nothing.
        query += [.init("owner", owner), .init("resultLimit", String(Self.pageSize))]
        if start > 0 { query.append(.init("resultStart", String(start))) }
        return APIAction(method: .get, segments: ["v3", "indicators"], query: query, owner: owner)
    }

    private static func tql(_ owner: String, _ lane: Lane, _ values: [String]) -> String {
        let list = values.map(TQL.quoted).joined(separator: ",")
        return "\(TQL.equals("ownerName", owner)) and \(TQL.equals("typeName", lane.kind.name))"
            + " and \(lane.keyword) in (\(list)) and \(TQL.activeOrNot)"
    }

    /// Two halves; nil for a single value.
    var halves: (CopyQuery, CopyQuery)? {
        guard observables.count > 1 else { return nil }
        let middle = observables.count / 2
        return (
            CopyQuery(owner: owner, lane: lane, observables: Array(observables[..<middle])),
            CopyQuery(owner: owner, lane: lane, observables: Array(observables[middle...]))
        )
    }
}

extension CopyQuery {
    /// Packs values into as few requests as fit.
    ///
    /// - Parameter targetBytes: Limit for the encoded request target. A value that is too long for it stands alone.
    static func packed(_ observables: [Observable], owner: String, base: BaseURL, targetBytes: Int) -> [CopyQuery] {
        var lanes: [Lane] = []
        var members: [Lane: [Observable]] = [:]
        var seen: Set<Observable> = []
        for observable in observables where seen.insert(observable).inserted {
            let lane = Lane(observable)
            if members[lane] == nil { lanes.append(lane) }
            members[lane, default: []].append(observable)
        }
        return lanes.flatMap { packed(members[$0] ?? [], owner, $0, base, targetBytes) }
    }

    private static func packed(
        _ observables: [Observable],
        _ owner: String,
        _ lane: Lane,
        _ base: BaseURL,
        _ targetBytes: Int
    ) -> [CopyQuery] {
        // A later page needs a few bytes more: room is kept for its `resultStart`.
        let empty = CopyQuery(owner: owner, lane: lane, observables: []).action(start: 99_999)
        let frame = RequestTarget(base: base, segments: empty.segments, query: empty.query).text.utf8.count
        var queries: [CopyQuery] = []
        var pack: [Observable] = []
        var size = frame
        for observable in observables {
            let cost = PercentEncoding.encode(TQL.quoted(observable.canonical) + ",").utf8.count
            if !pack.isEmpty, size + cost > targetBytes {
                queries.append(CopyQuery(owner: owner, lane: lane, observables: pack))
                (pack, size) = ([], frame)
            }
            pack.append(observable)
            size += cost
        }
        if !pack.isEmpty { queries.append(CopyQuery(owner: owner, lane: lane, observables: pack)) }
        return queries
    }
}

/// Finds out which of the values asked about an indicator is.
struct CopyMatcher {
    private let asked: Set<Observable>
    private let kind: ObservableKind
    private let reader: DeclaredReader

    init(_ query: CopyQuery) {
        asked = Set(query.observables)
        kind = query.lane.kind
        reader = DeclaredReader(kind: kind)
    }

    /// Empty for an indicator that nobody asked about; several for a file of which several hashes were asked.
    func observables(of record: IndicatorCopyRecord) -> [Observable] {
        if let type = record.type, type.lowercased() != kind.name.lowercased() { return [] }
        var forms = record.hashes
        if let summary = record.summary {
            if kind == .file {
                forms += summary.split(separator: " : ").map { $0.uppercased() }
            } else {
                forms += [summary, reader.observable(in: summary)?.canonical].compactMap { $0 }
            }
        }
        var found: [Observable] = []
        for form in forms {
            let observable = Observable(kind: kind, canonical: form)
            if asked.contains(observable), !found.contains(observable) { found.append(observable) }
        }
        return found
    }
}
