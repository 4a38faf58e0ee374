/// Which part of a list is asked for (API document, section 3.4).
struct Paging: Sendable, Hashable {
    static let defaultLimit = 100
    static let maximumLimit = 10_000

    let start: Int
    let limit: Int

    /// A limit above the maximum is taken for the maximum.
    ///
    /// - Throws: ``Refusal/badPaging`` for what is no number.
    init(_ query: QueryItems) throws(Refusal) {
        start = try Self.number(query["resultStart"], default: 0)
        limit = min(try Self.number(query["resultLimit"], default: Self.defaultLimit), Self.maximumLimit)
    }

    static let everything = Paging(start: 0, limit: .max)

    private init(start: Int, limit: Int) {
        self.start = start
        self.limit = limit
    }

    func page<Item>(of items: [Item]) -> ArraySlice<Item> { items.dropFirst(start).prefix(limit) }

    /// The first page alone says how many there are.
    func total(_ count: Int) -> Int? { start == 0 ? count : nil }

    private static func number(_ text: String?, default fallback: Int) throws(Refusal) -> Int {
        guard let text else { return fallback }
        guard let number = Int(text), number >= 0 else { throw .badPaging }
        return number
    }
}

extension Reply {
    /// `{"status":"Success","data":{"resultCount":2,"tag":[…]}}` with the page that the query asks for.
    static func list<Item>(
        _ name: String,
        of items: [Item],
        _ call: Call,
        _ write: (Item, inout JSONWriter) -> Void
    ) throws -> Reply {
        let paging = try Paging(call.query)
        return .success { json in
            json.member("resultCount", paging.total(items.count))
            json.array(name) { json in
                for item in paging.page(of: items) { write(item, &json) }
            }
        }
    }
}
