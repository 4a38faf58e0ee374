internal import Observables

/// One page of a v2 list.
package struct APIPage: Sendable, Hashable {
    /// As the server wrote them, without those that an earlier page already had.
    package let items: [JSONText]
    /// How many there are on all pages; only the first page says it, and not every list.
    package let total: Int?
}

/// A list of the v2 API, page after page, each asked for when it is wanted (API document, section 3.4).
///
/// The list may shift between two pages: what comes again, by its `id`, is left out. Iterating throws a `LookupFailure` when
/// a page cannot be had, and a ``RunStoppingError`` when no further call can succeed; what came before stays good.
package struct APIPages: AsyncSequence, Sendable {
    package typealias Element = APIPage

    let client: ThreatConnectClient
    let action: APIAction
    /// The member of `data` that holds the elements.
    let member: String
    let pageSize: Int

    package func makeAsyncIterator() -> Iterator { Iterator(pages: self) }

    /// One call for a page, as the list actions print it.
    package struct Exchange: Sendable {
        package enum Outcome: Sendable {
            case page(APIPage)
            /// There is no such list: an unknown incident.
            case failed(WriteFailure)
            case stopped(RunStoppingError)
        }

        package let outcome: Outcome
        package let exchange: APIExchange
    }

    package struct Iterator: AsyncIteratorProtocol {
        private let pages: APIPages
        private var start = 0
        private var total: Int?
        private var seen: Set<Int64> = []
        private var isFinished = false

        init(pages: APIPages) { self.pages = pages }

        /// The next page with the call that brought it, nil after the last one and after a failure.
        package mutating func nextExchange() async -> Exchange? {
            guard !isFinished else { return nil }
            let exchange = await pages.client.send(pages.request(start: start))
            switch exchange.outcome {
            case .failed(let failure):
                isFinished = true
                return Exchange(outcome: .failed(failure), exchange: exchange)
            case .stopped(let error):
                isFinished = true
                return Exchange(outcome: .stopped(error), exchange: exchange)
            case .success(let body):
                return Exchange(outcome: .page(page(body)), exchange: exchange)
            }
        }

        package mutating func next() async throws -> APIPage? {
            switch await nextExchange()?.outcome {
            case .page(let page): return page
            case .failed(let failure): throw failure.lookupFailure
            case .stopped(let error): throw error
            case nil: return nil
            }
        }

        private mutating func page(_ body: JSONText) -> APIPage {
            let data = body["data"]
            let elements = pages.elements(of: data)
            if start == 0 { total = data?["resultCount"]?.integer.flatMap { Int(exactly: $0) } }
            start += elements.count
            // A server may give less than was asked for at once: with a count, only the count or an empty page is the end.
            let items = elements.filter { item in item["id"]?.integer.map { seen.insert($0).inserted } ?? true }
            // Without a count, nothing new is the end too: a server may ignore the offset.
            let isLast = elements.count < pages.pageSize || items.isEmpty
            isFinished = elements.isEmpty || total.map { start >= $0 } ?? isLast
            return APIPage(items: items, total: total)
        }
    }

    private func request(start: Int) -> APIAction {
        var action = action
        action.query.append(.init("resultLimit", String(pageSize)))
        if start > 0 { action.query.append(.init("resultStart", String(start))) }
        return action
    }

    /// The list under its name in any case, otherwise the only array there is (API document, section 4.4).
    private func elements(of data: JSONText?) -> [JSONText] {
        let members = data?.members ?? []
        let name = member.lowercased()
        if let named = members.first(where: { $0.name.lowercased() == name })?.value {
            return named.elements ?? (named.isObject && named.members?.isEmpty == false ? [named] : [])
        }
        let arrays = members.compactMap(\.value.elements)
        return arrays.count == 1 ? arrays[0] : []
    }
}
