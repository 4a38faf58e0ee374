internal import Observables

extension ThreatConnectClient {
    /// Carries out a reading action.
    ///
    /// - Returns: The whole body, nil when the server has no such thing.
    func read(_ action: APIAction) async throws(RunStoppingError) -> Result<JSONText?, CallFailure> {
        guard action.isSendable else {
            return .failure(.unsendable("the value cannot be part of a path"))
        }
        let report = await perform(action.call(base: settings.url), read: Reply<JSONText>.whole)
        switch report.outcome {
        case .success(let body): return .success(body)
        case .absent: return .success(nil)
        case .failed(let failure): return .failure(failure)
        case .stopped(let error): throw error
        }
    }

    /// All elements of a v3 list, page after page.
    ///
    /// Pages are counted here: a `next` link names the instance's public host, to which nothing is sent.
    func wholeV3List<Element: Decodable>(
        _ segments: [String],
        query: [RequestTarget.QueryItem] = [],
        owner: String? = nil,
        subject: CallContext.Subject = .service,
        pageSize: Int = 1000,
        as: Element.Type
    ) async throws(RunStoppingError) -> Result<[Element], CallFailure> {
        var elements: [Element] = []
        var ids: Set<Int64> = []
        var start = 0
        while true {
            let paging = [RequestTarget.QueryItem("resultLimit", String(pageSize))]
            let offset = start > 0 ? [RequestTarget.QueryItem("resultStart", String(start))] : []
            var action = APIAction(method: .get, segments: segments, query: query + paging + offset, owner: owner)
            action.subject = subject
            let body: JSONText
            switch try await read(action) {
            case .failure(let failure): return .failure(failure)
            // A list without elements is a success: 404 says that there is no such list.
            case .success(nil): return .failure(.noSuchList(segments))
            case .success(let text?): body = text
            }
            let page = body["data"]?.elements ?? []
            let known = ids.count
            for item in page where item["id"]?.integer.map({ ids.insert($0).inserted }) ?? true {
                do {
                    elements.append(try item.decode(Element.self))
                } catch {
                    return .failure(.unreadable("an element of \(segments.joined(separator: "/")) cannot be read"))
                }
            }
            start += page.count
            let hasMore = body["next"]?.text != nil || page.count >= pageSize
            // A server that ignores the offset would send the same page for ever.
            guard hasMore, ids.count > known else { return .success(elements) }
        }
    }

    /// All elements of a v2 list, page after page, each once.
    func wholeV2List<Element: Decodable>(
        _ action: APIAction,
        member: String,
        as: Element.Type
    ) async throws(RunStoppingError) -> Result<[Element], CallFailure> {
        var elements: [Element] = []
        var pages = APIPages(client: self, action: action, member: member, pageSize: 1000).makeAsyncIterator()
        while let page = await pages.nextExchange() {
            switch page.outcome {
            case .page(let page):
                for item in page.items {
                    do {
                        elements.append(try item.decode(Element.self))
                    } catch {
                        return .failure(.unreadable("an element of the list \(member) cannot be read"))
                    }
                }
            case .failed(let failure): return .failure(CallFailure(failure))
            case .stopped(let error): throw error
            }
        }
        return .success(elements)
    }
}

extension CallFailure {
    static func unsendable(_ detail: String) -> CallFailure {
        CallFailure(code: .refused, attempts: 0, detail: detail, status: nil, isExcluded: false)
    }

    static func noSuchList(_ segments: [String]) -> CallFailure {
        let detail =
            "status 404: the instance has no \(segments.joined(separator: "/")); check url, and whether it knows v3"
        return CallFailure(code: .badResponse, attempts: 1, detail: detail, status: 404, isExcluded: false)
    }

    static func unreadable(_ detail: String) -> CallFailure {
        CallFailure(code: .badResponse, attempts: 1, detail: detail, status: 200, isExcluded: false)
    }
}
