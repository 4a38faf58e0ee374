package import Observables

/// Values that share one request, up to a number of bytes. Who fills it decides when to send it.
package struct ValuePack: Sendable {
    package let lane: ValueQuery.Lane
    package private(set) var observables: [Observable] = []
    private let form: QueryForm
    private let limit: Int
    private var bytes: Int
    private var kinds: ObservableKinds = []

    /// - Parameter limit: Bytes of the request line as it goes on the wire, or of the body.
    package init(_ lane: ValueQuery.Lane, _ form: QueryForm, base: BaseURL, limit: Int) {
        self.lane = lane
        self.form = form
        self.limit = limit
        bytes = Self.frame(ValueQuery(form: form, lane: lane, observables: []), base)
    }

    var query: ValueQuery { ValueQuery(form: form, lane: lane, observables: observables) }

    /// Adds the value unless it makes the request too long; an empty pack takes any value. False: it was not added.
    package mutating func add(_ observable: Observable) -> Bool {
        let value = encodedBytes(TQL.quoted(observable.canonical) + ",")
        let kind = kinds.contains(observable.kind) ? 0 : encodedBytes(TQL.quoted(observable.kind.name) + ",")
        guard observables.isEmpty || bytes + value + kind <= limit else { return false }
        observables.append(observable)
        kinds.insert(ObservableKinds(observable.kind))
        bytes += value + kind
        return true
    }

    private func encodedBytes(_ text: String) -> Int { Self.encodedBytes(text, inBody: form.usesBody) }

    private static func encodedBytes(_ text: String, inBody: Bool) -> Int {
        // Two quotation marks stand around a text of JSON.
        inBody ? JSONValue.string(text).bytes.count - 2 : PercentEncoding.encode(text).utf8.count
    }

    /// What a request takes without any value.
    private static func frame(_ query: ValueQuery, _ base: BaseURL) -> Int {
        // Of several kinds; and a later page needs a few bytes more: room is kept for its `resultStart`.
        let kinds = encodedBytes(" and typeName in ()", inBody: query.form.usesBody)
        let action = query.action(start: 99_999)
        if let body = action.body { return body.count + kinds }
        let target = RequestTarget(base: base, segments: action.segments, query: action.query).text
        return "GET \(target) HTTP/1.1".utf8.count + kinds
    }
}

extension ValueQuery {
    /// Packs values into as few requests as fit, each distinct value once.
    static func packed(_ observables: [Observable], _ form: QueryForm, base: BaseURL, limit: Int) -> [ValueQuery] {
        var lanes: [Lane] = []
        var open: [Lane: ValuePack] = [:]
        var full: [ValuePack] = []
        var seen: Set<Observable> = []
        for observable in observables where seen.insert(observable).inserted {
            let lane = Lane(observable, mixesKinds: form.mixesKinds)
            if open[lane] == nil { lanes.append(lane) }
            var pack = open[lane] ?? ValuePack(lane, form, base: base, limit: limit)
            if !pack.add(observable) {
                full.append(pack)
                pack = ValuePack(lane, form, base: base, limit: limit)
                _ = pack.add(observable)
            }
            open[lane] = pack
        }
        return (full + lanes.compactMap { open[$0] }).map(\.query)
    }
}
