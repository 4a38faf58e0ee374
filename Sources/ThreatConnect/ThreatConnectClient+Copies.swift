package import Observables

extension ThreatConnectClient {
    /// One owner's copies of many values, with everything that a write can change; active or not.
    ///
    /// Values are packed into few requests. A request that fails for what it asks is halved until the value that the
    /// server does not like stands alone; that value gets the failure, the others their answers.
    ///
    /// - Parameters:
    ///   - owner: An owner's name; nil means the API user's own organization, whose name is asked for first.
    ///   - targetBytes: Limit for the request line (API document, section 8.3).
    /// - Returns: One entry for every distinct value; `.success(nil)` when the owner has no copy.
    package func copies(
        of observables: [Observable],
        owner: String?,
        targetBytes: Int = 2000
    ) async throws(RunStoppingError) -> [Observable: Result<IndicatorCopy?, LookupFailure>] {
        let name: String
        switch try await ownerName(owner) {
        case .failure(let failure):
            return Dictionary(observables.map { ($0, .failure(failure)) }) { first, _ in first }
        case .success(let found): name = found
        }
        let form = QueryForm(copiesOf: name)
        let packs = ValueQuery.packed(observables, form, base: settings.url, limit: targetBytes)
        return try await findings(of: packs) { query throws(RunStoppingError) in
            try await copies(query, owner: name)
        }
    }

    /// - Returns: The values that were found.
    private func copies(
        _ query: ValueQuery,
        owner: String
    ) async throws(RunStoppingError) -> Result<QueryFindings<IndicatorCopy>, CallFailure> {
        let records: [IndicatorCopyRecord]
        switch try await self.records(query, as: IndicatorCopyRecord.self) {
        case .failure(let failure): return .failure(failure)
        case .success(let found): records = found
        }
        let matcher = ValueMatcher(query)
        var found: QueryFindings<IndicatorCopy> = [:]
        for record in records where record.ownerName ?? owner == owner {
            let observables = matcher.observables(type: record.type, summary: record.summary, hashes: record.hashes)
            for observable in observables where found[observable] == nil {
                found[observable] = try await completed(record, of: observable, owner: owner)
            }
        }
        return .success(found)
    }

    /// Fetches the rest of a nested list that the server has cut off.
    private func completed(
        _ record: IndicatorCopyRecord,
        of observable: Observable,
        owner: String
    ) async throws(RunStoppingError) -> Result<IndicatorCopy, LookupFailure> {
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

    /// A list that hangs on one indicator.
    func whole<Element: Decodable>(
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

extension QueryForm {
    /// Everything that a write can change.
    fileprivate init(copiesOf owner: String) {
        self.init(
            owners: [owner],
            fields: ["tags", "attributes", "securityLabels", "associatedGroups", "falsePositives"],
            includesInactive: true,
            namesOwner: true
        )
    }
}
