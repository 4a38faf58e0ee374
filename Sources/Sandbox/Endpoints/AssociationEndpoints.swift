/// What indicators and groups are associated with (API document, sections 4.7 and 4.10).
struct AssociationEndpoints: Sendable {
    let context: EndpointContext

    var routes: [Route] { HolderSource.all.flatMap(routes(below:)) }

    private func routes(below source: HolderSource) -> [Route] {
        let prefix = source.prefix
        return [
            Route("GET", prefix + "/groups") { try await groups($0, source, nil) },
            Route("GET", prefix + "/groups/{branch}") {
                try await groups($0, source, context.groupType(of: $0, at: 2))
            },
            Route("GET", prefix + "/groups/{branch}/{id}") { try await oneGroup($0, source) },
            Route("POST", prefix + "/groups/{branch}/{id}") { try await changeGroup($0, source, isAdding: true) },
            Route("DELETE", prefix + "/groups/{branch}/{id}") { try await changeGroup($0, source, isAdding: false) },
            Route("GET", prefix + "/indicators") { try await indicators($0, source, nil) },
            Route("GET", prefix + "/indicators/{branch}") {
                try await indicators($0, source, context.type(of: $0, at: 2))
            },
            Route("POST", prefix + "/indicators/{branch}/{value}") {
                try await changeIndicator($0, source, isAdding: true)
            },
            Route("DELETE", prefix + "/indicators/{branch}/{value}") {
                try await changeIndicator($0, source, isAdding: false)
            },
        ]
    }

    private func groups(_ call: Call, _ source: HolderSource, _ type: GroupType?) async throws -> Reply {
        let holder = try await context.read { try source.find(context, call, $0) }
        return try await context.list(call, type: type, scope: .associated(holder))
    }

    private func indicators(_ call: Call, _ source: HolderSource, _ type: IndicatorType?) async throws -> Reply {
        let holder = try await context.read { try source.find(context, call, $0) }
        switch holder {
        case .indicator(let id): return try await context.list(call, type: type, scope: .indicator(id))
        case .group(let id): return try await context.list(call, type: type, scope: .group(id))
        }
    }

    private func oneGroup(_ call: Call, _ source: HolderSource) async throws -> Reply {
        let includes = Includes(call.query)
        let found = try await context.read { session in
            let holder = try source.find(context, call, session)
            let record = try context.group(call, session, includes, at: 2)
            guard try session.groups(of: holder).contains(record.group.id) else { throw Refusal.notFound }
            return record
        }
        return .success { json in
            json.key(found.group.type.entity)
            GroupJSON(shape: .single, includes: includes).write(found, to: &json)
        }
    }

    private func changeGroup(_ call: Call, _ source: HolderSource, isAdding: Bool) async throws -> Reply {
        try await context.write("association", isAdding ? "created" : "deleted") { session in
            let group = try context.group(call, session, at: 2).group.id
            switch (try source.find(context, call, session), isAdding) {
            case (.indicator(let id), true): try session.associate(indicator: id, group: group)
            case (.indicator(let id), false): try session.dissociate(indicator: id, group: group)
            case (.group(let id), true): try session.associate(groups: id, group)
            case (.group(let id), false): try session.dissociate(groups: id, group)
            }
        }
        return .done(isAdding ? 201 : 200)
    }

    private func changeIndicator(_ call: Call, _ source: HolderSource, isAdding: Bool) async throws -> Reply {
        let type = try context.type(of: call, at: 2)
        let owner = try context.owner(of: call)
        try await context.write("association", isAdding ? "created" : "deleted") { session in
            guard let other = try session.indicatorID(type, call.parameters[3], owner) else { throw Refusal.notFound }
            switch (try source.find(context, call, session), isAdding) {
            case (.indicator(let id), true): try session.associate(indicators: id, other)
            case (.indicator(let id), false): try session.dissociate(indicators: id, other)
            case (.group(let id), true): try session.associate(indicator: other, group: id)
            case (.group(let id), false): try session.dissociate(indicator: other, group: id)
            }
        }
        return .done(isAdding ? 201 : 200)
    }
}

extension StoreSession {
    /// Ids of the groups that an indicator or a group is associated with.
    func groups(of holder: Holder) throws -> [Int64] {
        switch holder {
        case .indicator(let id): try groups(ofIndicator: id)
        case .group(let id): try groups(ofGroup: id)
        }
    }
}
