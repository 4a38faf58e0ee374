package import Observables

/// One page of an owner's indicators of all types.
package struct BulkPage: Sendable {
    package enum Item: Sendable, Hashable {
        case indicator(Indicator)
        /// A type of the instance's own, or an item without a value.
        case other(id: Int64, type: String, summary: String)
    }

    /// Those with an id, in the server's order.
    package let items: [Item]
    /// Elements of the page, those without an id included.
    package let count: Int
    /// How many there are on all pages; only the first page says it.
    package let total: Int?

    package init(items: [Item], count: Int, total: Int?) {
        self.items = items
        self.count = count
        self.total = total
    }
}

/// An indicator that was deleted.
package struct DeletedIndicator: Sendable, Hashable {
    /// The server's name of the type.
    package let type: String
    package let summary: String
}

/// `data` of the list of indicators of all types (API document, section 4.5).
struct BulkPayload: Decodable {
    let total: Int?
    let records: [BulkRecord]

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: MemberName.self)
        total = try LenientMembers(container: container).integer("resultCount").flatMap { Int(exactly: $0) }
        records = try container.decodeIfPresent([BulkRecord].self, forKey: MemberName("indicator")) ?? []
    }

    func page(owner: String?, members: IndicatorMembers) -> BulkPage {
        BulkPage(
            items: records.compactMap { $0.item(owner: owner, members: members) },
            count: records.count,
            total: total
        )
    }
}

struct BulkRecord: Decodable {
    private let type: String?
    private let record: IndicatorRecord

    init(from decoder: any Decoder) throws {
        type = try LenientMembers(container: decoder.container(keyedBy: MemberName.self)).text("type")
        record = try IndicatorRecord(from: decoder)
    }

    /// nil without an id: then it is not known which copy this is.
    func item(owner: String?, members: IndicatorMembers) -> BulkPage.Item? {
        guard let id = record.id else { return nil }
        guard let kind = type.flatMap(ObservableKind.init(name:)), let summary = record.summary else {
            return .other(id: id, type: type ?? "", summary: record.summary ?? "")
        }
        let observable = Observable(kind: kind, canonical: summary)
        return record.indicator(of: observable, owner: owner, members: members).map { .indicator($0) }
    }
}
