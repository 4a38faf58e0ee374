import Observables

/// Reading indicators through v2 (API document, sections 4.4 to 4.6).
struct IndicatorEndpoints: Sendable {
    let context: EndpointContext

    private var store: SandboxStore { context.store }

    var routes: [Route] {
        [
            Route("GET", "/api/v2/indicators", all),
            Route("GET", "/api/v2/indicators/{branch}", ofType),
            Route("GET", "/api/v2/indicators/{branch}/{value}", immediate: one),
            Route("GET", "/api/v2/indicators/{branch}/{value}/owners", immediate: owners),
        ]
    }

    private func all(_ call: Call) async throws -> Reply {
        try await context.list(call, type: nil, scope: IndicatorList.Scope.owner)
    }

    private func ofType(_ call: Call) async throws -> Reply {
        try await context.list(call, type: context.type(of: call), scope: IndicatorList.Scope.owner)
    }

    private func one(_ call: Call) throws -> Reply {
        let type = try context.type(of: call)
        let includes = Includes(call.query)
        let owner = try context.owner(of: call)
        var record: IndicatorRecord?
        for text in EndpointContext.readings(call.parameters[1], type) where record == nil {
            record = try store.indicator(type, text, owner: owner, includes: includes)
        }
        guard let record, record.indicator.active || Self.wantsInactive(call.query) else { throw Refusal.notFound }
        let shape = IndicatorJSON(shape: .single, includes: includes, quirk: call.quirk)
        return .success { json in
            json.key(type.entity)
            shape.write(record, to: &json)
        }
    }

    private func owners(_ call: Call) throws -> Reply {
        let copies = try store.copies(context.type(of: call), call.parameters[1])
        guard !copies.isEmpty else { throw Refusal.notFound }
        let withID = Includes(call.query).contains(.additional)
        return .success { json in
            json.array("owner") { json in
                for copy in copies {
                    json.object { json in
                        json.write(copy.owner)
                        if withID { json.member("itemId", String(copy.indicator)) }
                    }
                }
            }
        }
    }

    private static func wantsInactive(_ query: QueryItems) -> Bool {
        query.all("filters").contains { $0.contains("active=false") }
    }
}

extension EndpointContext {
    /// One page of indicators: with a type under its entity, otherwise mixed.
    func list(_ call: Call, type: IndicatorType?, scope: IndicatorList.Scope) async throws -> Reply {
        let includes = Includes(call.query)
        let list = try IndicatorList(owner: owner(of: call), type: type, scope: scope, query: call.query)
        let page = try await store.page(list, includes: includes)
        let shape = IndicatorJSON(shape: type == nil ? .mixedList : .typedList, includes: includes, quirk: call.quirk)
        return .success { json in
            json.member("resultCount", page.total.map { $0 + (call.quirk == .resultCountDrift ? 1 : 0) })
            json.array(type?.entity ?? "indicator") { json in
                page.records.forEach { shape.write($0, to: &json) }
            }
        }
    }
}

extension Includes {
    init(_ query: QueryItems) {
        self = []
        for name in query.all("includes").flatMap({ $0.split(separator: ",") }) {
            switch name {
            case "tags": insert(.tags)
            case "attributes": insert(.attributes)
            case "labels": insert(.labels)
            case "additional": insert(.additional)
            default: break
            }
        }
        if query["includeTags"] == "true" { insert(.tags) }
        if query["includeAttributes"] == "true" { insert(.attributes) }
        if query["includeAdditional"] == "true" { insert(.additional) }
    }
}
