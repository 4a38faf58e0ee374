/// Creating, updating and deleting indicators through v2 (API document, section 4.10).
struct IndicatorWriting: Sendable {
    let context: EndpointContext

    var routes: [Route] {
        [
            Route("POST", "/api/v2/indicators/{branch}", create),
            Route("PUT", "/api/v2/indicators/{branch}/{value}", update),
            Route("DELETE", "/api/v2/indicators/{branch}/{value}", delete),
        ]
    }

    /// An existing value is updated. The status is 201 in both cases.
    private func create(_ call: Call) async throws -> Reply {
        let type = try context.type(of: call)
        let owner = try context.owner(of: call)
        let new = try IndicatorBody(node: call.object(), type: type).newIndicator()
        try context.rules.refuseExcluded(new.values, summary: type.summary(of: new.values))
        let record = try await context.write("indicator", "created") { session in
            try session.indicator(session.createOrUpdate(new, owner: owner).id)
        }
        return try single(record, call, status: 201)
    }

    private func update(_ call: Call) async throws -> Reply {
        let type = try context.type(of: call)
        let change = try IndicatorBody(node: call.object(), type: type).change()
        let record = try await context.write("indicator", "updated") { session in
            let id = try context.indicator(call, session)
            try session.update(id, change)
            return try session.indicator(id)
        }
        return try single(record, call, status: 200)
    }

    private func delete(_ call: Call) async throws -> Reply {
        try await context.write("indicator", "deleted") { session in
            try session.deleteIndicator(context.indicator(call, session))
        }
        return .done()
    }

    private func single(_ record: IndicatorRecord?, _ call: Call, status: Int) throws(Refusal) -> Reply {
        guard let record else { throw .internalError }
        let shape = IndicatorJSON(shape: .single, includes: [], quirk: call.quirk)
        return .success(status) { json in
            json.key(record.indicator.type.entity)
            shape.write(record, to: &json)
        }
    }
}

extension EndpointContext {
    /// An unknown branch is an unknown path: no JSON (API document, section 7.4).
    func type(of call: Call, at place: Int = 0) throws(Refusal) -> IndicatorType {
        guard let type = store.types.inBranch(call.parameters[place]) else { throw .noResource(call.target.raw) }
        return type
    }

    /// The id of the indicator that the first two parameters name: branch and value.
    func indicator(_ call: Call, _ session: StoreSession) throws -> Int64 {
        let (type, owner) = (try type(of: call), try owner(of: call))
        for text in Self.readings(call.parameters[1], type) {
            if let found = try session.indicatorID(type, text, owner) { return found }
        }
        throw Refusal.notFound
    }

    /// What a path segment may mean, the likelier first: the vendor's SDK writes the blanks of a URL as `+`.
    static func readings(_ text: String, _ type: IndicatorType) -> [String] {
        type.kind == .url && text.contains("+") ? [text, text.replacing("+", with: " ")] : [text]
    }
}
