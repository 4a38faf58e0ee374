package import Observables

extension QueryForm {
    /// What a look-up through v2 brings, asked of several owners at once.
    ///
    /// - Parameter owners: Names, at least one: without any, v3 would look into everything that the user may see.
    package init(owners: [String], members: IndicatorMembers, includesInactive: Bool, usesBody: Bool) {
        self.init(
            owners: owners,
            fields: ["threatAssess"] + (members.contains(.tags) ? ["tags"] : [])
                + (members.contains(.additional) ? ["falsePositives", "observations"] : []),
            includesInactive: includesInactive,
            usesBody: usesBody,
            mixesKinds: true,
            wantsCount: true
        )
        self.members = members
    }

    package func lane(of observable: Observable) -> ValueQuery.Lane {
        ValueQuery.Lane(observable, mixesKinds: mixesKinds)
    }
}

extension ThreatConnectClient {
    /// An empty pack of values that this client can ask about.
    package func pack(_ lane: ValueQuery.Lane, _ form: QueryForm, limit: Int) -> ValuePack {
        ValuePack(lane, form, base: settings.url, limit: limit)
    }

    /// What the owners of the pack's form hold about each of its values: the same copies, in the order of the owners, and the same members
    /// as one ``indicator(_:owner:members:)`` per value and owner.
    ///
    /// - Returns: One entry for every value of the pack; an empty list says that no owner has a copy.
    package func intelligence(
        _ pack: ValuePack
    ) async throws(RunStoppingError) -> [Observable: Result<[Indicator], LookupFailure>] {
        let findings = try await findings(of: [pack.query]) {
            query throws(RunStoppingError) in try await copies(query)
        }
        return findings.mapValues { $0.map { $0 ?? [] } }
    }

    private func copies(
        _ query: ValueQuery
    ) async throws(RunStoppingError) -> Result<QueryFindings<[Indicator]>, CallFailure> {
        let records: [IndicatorQueryRecord]
        switch try await self.records(query, as: IndicatorQueryRecord.self) {
        case .failure(let failure): return .failure(failure)
        case .success(let found): records = found
        }
        let matcher = ValueMatcher(query)
        var found: QueryFindings<[Indicator]> = [:]
        for owner in query.form.owners {
            for record in records where record.belongs(to: owner, of: query.form) {
                for observable in matcher.observables(record) where !found.holds(observable, owner) {
                    let copy = try await completed(record, of: observable, owner, query.form.members)
                    found[observable] = found[observable, default: .success([])].appending(copy)
                }
            }
        }
        return .success(found)
    }

    /// Fetches the rest of a list of tags that the server has cut off.
    private func completed(
        _ record: IndicatorQueryRecord,
        of observable: Observable,
        _ owner: String,
        _ members: IndicatorMembers
    ) async throws(RunStoppingError) -> Result<Indicator, LookupFailure> {
        var indicator = record.indicator(of: observable, owner, members)
        guard members.contains(.tags), record.tags.isCut else { return .success(indicator) }
        return try await whole("tags", "tag", of: observable, owner, as: TagRecord.self)
            .map { tags in
                indicator.tags = tags.compactMap(\.name)
                return indicator
            }
            .mapError(\.lookupFailure)
    }
}

/// A v3 indicator as far as answers need it.
private struct IndicatorQueryRecord: QueryRecord {
    let id: Int64
    let type: String?
    let tags: CountedList<TagRecord>
    private let hashes: [String]
    private let record: IndicatorRecord

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: MemberName.self)
        let members = LenientMembers(container: container)
        id = try members.requiredID()
        type = try members.text("type")
        hashes = try ["md5", "sha1", "sha256"].compactMap { try members.text($0)?.uppercased() }
        tags = try container.list("tags")
        record = try IndicatorRecord(from: decoder)
    }

    /// A server that does not say whose it is can only mean the one owner that was asked.
    func belongs(to owner: String, of form: QueryForm) -> Bool {
        record.owner.map { $0 == owner } ?? (form.owners.count == 1)
    }

    /// v3 says unasked whether an indicator is active, v2 does not.
    func indicator(of observable: Observable, _ owner: String, _ members: IndicatorMembers) -> Indicator {
        var indicator = record.indicator(of: observable, owner: owner, id: id, members: members)
        if !members.contains(.additional) { indicator.active = nil }
        return indicator
    }

    fileprivate func observables(_ matcher: ValueMatcher) -> [Observable] {
        matcher.observables(type: type, summary: record.summary, hashes: hashes)
    }
}

extension ValueMatcher {
    fileprivate func observables(_ record: IndicatorQueryRecord) -> [Observable] { record.observables(self) }
}

extension Dictionary where Key == Observable, Value == Result<[Indicator], LookupFailure> {
    /// A value has one copy per owner; a look-up would give one of several.
    fileprivate func holds(_ observable: Observable, _ owner: String) -> Bool {
        guard case .success(let copies) = self[observable] else { return self[observable] != nil }
        return copies.contains { $0.owner == owner }
    }
}

extension Result<[Indicator], LookupFailure> {
    fileprivate func appending(_ copy: Result<Indicator, LookupFailure>) -> Self {
        flatMap { copies in copy.map { copies + [$0] } }
    }
}
