internal import Observables

/// What a v3 query asks for beside the values.
package struct QueryForm: Sendable, Hashable {
    /// Names, at least one; their copies come mixed.
    var owners: [String]
    /// Optional members of the answer (API document, section 5.3).
    var fields: [String]
    /// Otherwise only active indicators are found.
    var includesInactive: Bool
    /// Names the owner outside of the filter too: the server then refuses a name that does not exist, which a filter would
    /// answer with nothing. For one owner only.
    var namesOwner = false
    /// The query travels as the body of a GET (API document, section 8.3).
    var usesBody = false
    /// Values of several kinds may share a request.
    var mixesKinds = false
    /// The server says how many there are, so that a list which lacks some is noticed.
    var wantsCount = false
    /// What answers carry beyond the members that always come.
    var members: IndicatorMembers = []
}

/// One request for what owners hold about several values.
package struct ValueQuery: Sendable, Hashable {
    /// What the values are compared with: `summary`, or for files `value1`, `value2`, `value3`, because the summary of a file
    /// with several hashes is all of them.
    package struct Lane: Sendable, Hashable {
        /// nil: any kind but files.
        let kind: ObservableKind?
        let keyword: String

        init(_ observable: Observable, mixesKinds: Bool) {
            switch (observable.kind, observable.canonical.utf8.count) {
            case (.file, 32): (kind, keyword) = (.file, "value1")
            case (.file, 40): (kind, keyword) = (.file, "value2")
            case (.file, 64): (kind, keyword) = (.file, "value3")
            default: (kind, keyword) = (mixesKinds ? nil : observable.kind, "summary")
            }
        }
    }

    let form: QueryForm
    let lane: Lane
    let observables: [Observable]

    /// An owner holds at most one copy of a value, but a server may find more than was asked for.
    static let pageSize = 500

    func action(start: Int) -> APIAction {
        var paging: [RequestTarget.QueryItem] = []
        if form.namesOwner { paging += form.owners.map { .init("owner", $0) } }
        if form.wantsCount, start == 0 { paging.append(.init("count", "true")) }
        paging.append(.init("resultLimit", String(Self.pageSize)))
        if start > 0 { paging.append(.init("resultStart", String(start))) }
        let question = [RequestTarget.QueryItem("tql", tql)] + form.fields.map { .init("fields", $0) }
        var action = APIAction(
            method: .get,
            segments: ["v3", "indicators"],
            query: form.usesBody ? paging : question + paging,
            body: form.usesBody ? body : nil,
            owner: form.owners.first
        )
        action.timeoutAttempts = observables.count > 1 ? 1 : nil
        return action
    }

    private var body: [UInt8] {
        let fields = JSONValue.Member("fields", .array(form.fields.map { .string($0) }))
        let data = [JSONValue.Member("tql", .string(tql))] + (form.fields.isEmpty ? [] : [fields])
        return JSONValue.object([.init("data", .object(data))]).bytes
    }

    private var tql: String {
        let kinds = ObservableKind.allCases.filter { kind in observables.contains { $0.kind == kind } }
        let conditions = [
            TQL.isOne("ownerName", of: form.owners), TQL.isOne("typeName", of: kinds.map(\.name)),
            "\(lane.keyword) in (\(observables.map { TQL.quoted($0.canonical) }.joined(separator: ",")))",
            form.includesInactive ? TQL.activeOrNot : nil,
        ]
        return conditions.compactMap { $0 }.joined(separator: " and ")
    }

    /// Two halves; nil for a single value.
    var halves: (ValueQuery, ValueQuery)? {
        guard observables.count > 1 else { return nil }
        let middle = observables.count / 2
        return (with(observables[..<middle]), with(observables[middle...]))
    }

    private func with(_ part: ArraySlice<Observable>) -> ValueQuery {
        ValueQuery(form: form, lane: lane, observables: Array(part))
    }
}
