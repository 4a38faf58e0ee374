package import Observables

extension ThreatConnectClient {
    /// One owner's copies of many values, with everything that a write can change; active or not.
    ///
    /// Values are packed into few requests. A request that fails for what it asks is halved until the value that the
    /// server does not like stands alone; that value gets the failure, the others their answers.
    ///
    /// - Parameters:
    ///   - owner: An owner's name; nil means the API user's own organization, whose name is asked for first.
    ///   - targetBytes: Limit for the encoded request target (API document, section 8.3).
    /// - Returns: One entry for every distinct value; `.success(nil)` when the owner has no copy.
    package func copies(
        of observables: [Observable],
        owner: String?,
        targetBytes: Int = 2000
    ) async throws(RunStoppingError) -> [Observable: Result<IndicatorCopy?, LookupFailure>] {
        var answers: [Observable: Result<IndicatorCopy?, LookupFailure>] = [:]
        let name: String
        switch try await ownerName(owner) {
        case .failure(let failure):
            for observable in observables { answers[observable] = .failure(failure) }
            return answers
        case .success(let found): name = found
        }
        let packs = CopyQuery.packed(observables, owner: name, base: settings.url, targetBytes: targetBytes)
        var waiting = Array(packs.reversed())
        while let query = waiting.popLast() {
            switch try await copies(query) {
            case .success(let found):
                for observable in query.observables { answers[observable] = found[observable] ?? .success(nil) }
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

    /// - Returns: The values that were found.
    private func copies(
        _ query: CopyQuery
    ) async throws(RunStoppingError) -> Result<[Observable: Result<IndicatorCopy?, LookupFailure>], CallFailure> {
        let matcher = CopyMatcher(query)
        var found: [Observable: Result<IndicatorCopy?, LookupFailure>] = [:]
        var ids: Set<Int64> = []
        var start = 0
        while true {
            let body: JSONText
            switch try await read(query.action(start: start)) {
            case .failure(let failure): return .failure(failure)
            // Nothing found is an empty list. A 404 says that there is no list, which must not pass for "absent".
            case .success(nil): return .failure(.noSuchList(["v3", "indicators"]))
            case .success(let text?): body = text
            }
            let page = body["data"]?.elements ?? []
            let known = ids.count
            for item in page {
                let record: IndicatorCopyRecord
                do {
                    record = try item.decode(IndicatorCopyRecord.self)
                } catch {
                    // Halving the pack finds the value it belongs to.
                    let detail = "an indicator of the list cannot be read"
                    let code = LookupFailure.Code.badResponse
                    return .failure(
                        CallFailure(code: code, attempts: 1, detail: detail, status: nil, isExcluded: false)
                    )
                }
                guard ids.insert(record.id).inserted, record.ownerName ?? query.owner == query.owner else { continue }
                for observable in matcher.observables(of: record) where found[observable] == nil {
                    found[observable] = try await completed(record, of: observable, owner: query.owner)
                }
            }
            start += page.count
            let hasMore = body["next"]?.text != nil || page.count >= CopyQuery.pageSize
            guard hasMore, !page.isEmpty else { return .success(found) }
            // A server that ignores the offset sends the same page for ever, and what it leaves out must not pass for absent.
            guard ids.count > known else { return .failure(.unreadable("the server repeats a page of the list")) }
        }
    }

    /// Fetches the rest of a nested list that the server has cut off.
    private func completed(
        _ record: IndicatorCopyRecord,
        of observable: Observable,
        owner: String
    ) async throws(RunStoppingError) -> Result<IndicatorCopy?, LookupFailure> {
        var copy = record.copy(of: observable)
        if copy.ownerName.isEmpty { copy.ownerName = owner }
        if record.attributes.isCut {
            switch try await attributes(ofIndicator: record.id) {
            case .success(let attributes): copy.attributes = attributes
            case .failure(let failure): return .failure(failure.lookupFailure)
            }
        }
        if record.tags.isCut {
            switch try await whole("tags", "tag", of: observable, owner, as: TagRecord.self) {
            case .success(let tags): copy.tags = tags.compactMap(\.name)
            case .failure(let failure): return .failure(failure.lookupFailure)
            }
        }
        if record.securityLabels.isCut {
            switch try await whole("securityLabels", "securityLabel", of: observable, owner, as: TagRecord.self) {
            case .success(let labels): copy.securityLabels = labels.compactMap(\.name)
            case .failure(let failure): return .failure(failure.lookupFailure)
            }
        }
        if record.groups.isCut {
            switch try await whole("groups", "group", of: observable, owner, as: GroupRecord.self) {
            case .success(let groups): copy.groups = groups.map(\.link)
            case .failure(let failure): return .failure(failure.lookupFailure)
            }
        }
        return .success(copy)
    }

    private func attributes(
        ofIndicator id: Int64
    ) async throws(RunStoppingError) -> Result<[AttributeCopy], CallFailure> {
        let query = [RequestTarget.QueryItem("tql", "indicatorId = \(id)")]
        let list = try await wholeV3List(
            ["v3", "indicatorAttributes"],
            query: query,
            subject: .value,
            as: AttributeRecord.self
        )
        return list.map { $0.map(\.copy) }
    }

    private func whole<Element: Decodable>(
        _ list: String,
        _ member: String,
        of observable: Observable,
        _ owner: String,
        as: Element.Type
    ) async throws(RunStoppingError) -> Result<[Element], CallFailure> {
        let type = IndicatorType(observable.kind)
        let action = APIAction.indicatorList(list, type, observable.canonical, owner: owner)
        return try await wholeV2List(action, member: member, as: Element.self)
    }

    /// What the server calls the owner that nil means.
    private func ownerName(_ owner: String?) async throws(RunStoppingError) -> Result<String, LookupFailure> {
        if let owner { return .success(owner) }
        return try await ownOrganization().map(\.name)
    }
}
