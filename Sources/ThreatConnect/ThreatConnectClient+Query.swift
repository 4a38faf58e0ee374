internal import Observables

/// What a query found, by value.
typealias QueryFindings<Found> = [Observable: Result<Found, LookupFailure>]

extension ThreatConnectClient {
    /// Carries queries out, one after the other. One that fails for what it asks is halved until the value that the server does not
    /// like stands alone; that value gets the failure, the others their answers.
    ///
    /// - Parameter ask: Says what one query found.
    /// - Returns: One entry for every value asked; `.success(nil)` for one that was not found.
    func findings<Found>(
        of queries: [ValueQuery],
        _ ask: (ValueQuery) async throws(RunStoppingError) -> Result<QueryFindings<Found>, CallFailure>
    ) async throws(RunStoppingError) -> QueryFindings<Found?> {
        var answers: QueryFindings<Found?> = [:]
        var waiting = Array(queries.reversed())
        while let query = waiting.popLast() {
            switch try await ask(query) {
            case .success(let found):
                for observable in query.observables {
                    answers[observable] = found[observable]?.map { .some($0) } ?? .success(nil)
                }
            case .failure(let failure):
                if failure.mayConcernOneValue, let (first, second) = query.halves {
                    waiting += [second, first]
                } else {
                    for observable in query.observables { answers[observable] = .failure(failure.lookupFailure) }
                }
            }
        }
        return answers
    }

    /// All elements of the answer, page after page, each once.
    ///
    /// Pages are counted here: a `next` link names the instance's public host, to which nothing is sent. A list that lacks what it
    /// announced fails: what it leaves out must not pass for absent.
    func records<Record: QueryRecord>(
        _ query: ValueQuery,
        as: Record.Type
    ) async throws(RunStoppingError) -> Result<[Record], CallFailure> {
        var records: [Int64: Record] = [:]
        var announced: Int64 = 0
        var start = 0
        while true {
            let body: JSONText
            switch try await read(query.action(start: start)) {
            case .failure(let failure): return .failure(failure)
            // Nothing found is an empty list. A 404 says that there is no list, which must not pass for "absent".
            case .success(nil): return .failure(.noSuchList(["v3", "indicators"]))
            case .success(let text?): body = text
            }
            guard let page = body["data"]?.elements else { return .failure(.unreadable("the answer holds no list")) }
            if start == 0 { announced = body["count"]?.integer ?? 0 }
            let known = records.count
            for item in page {
                do {
                    let record = try item.decode(Record.self)
                    records[record.id] = records[record.id] ?? record
                } catch {
                    // Halving the pack finds the value it belongs to.
                    return .failure(.undecodable("an indicator of the list cannot be read"))
                }
            }
            start += page.count
            let hasMore = body["next"]?.text != nil
            guard hasMore || page.count >= ValueQuery.pageSize else { break }
            if page.isEmpty, !hasMore { break }
            // A server that ignores the offset sends the same page for ever.
            guard records.count > known else { return .failure(.unreadable("the server repeats a page of the list")) }
        }
        guard records.count >= announced else {
            return .failure(.unreadable("the server announced \(announced) indicators and sent \(records.count)"))
        }
        return .success(records.values.sorted { $0.id < $1.id })
    }
}

/// An element of the list that a query gets.
protocol QueryRecord: Decodable {
    var id: Int64 { get }
}

extension CallFailure {
    fileprivate static func undecodable(_ detail: String) -> CallFailure {
        CallFailure(code: .badResponse, attempts: 1, detail: detail, status: nil, isExcluded: false)
    }
}
