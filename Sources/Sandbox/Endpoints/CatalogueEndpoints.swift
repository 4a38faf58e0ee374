import GRDB

/// What an instance knows beside indicators and groups: attribute types, labels and tags.
struct CatalogueEndpoints: Sendable {
    let context: EndpointContext

    var routes: [Route] {
        [
            Route("GET", "/api/v2/types/attributeTypes", attributeTypes),
            Route("GET", "/api/v2/types/attributeTypes/{name}", attributeType),
            Route("GET", "/api/v2/securityLabels", labels),
            Route("GET", "/api/v2/securityLabels/{name}", label),
            Route("GET", "/api/v2/tags", tags),
            Route("GET", "/api/v2/tags/{name}", tag),
            Route("GET", "/api/v2/tags/{name}/indicators") {
                try await context.list($0, type: nil, scope: IndicatorList.Scope.tag($0.parameters[0]))
            },
            Route("GET", "/api/v2/tags/{name}/indicators/{branch}") {
                let type = try context.type(of: $0, at: 1)
                return try await context.list($0, type: type, scope: IndicatorList.Scope.tag($0.parameters[0]))
            },
            Route("GET", "/api/v2/tags/{name}/groups") {
                try await context.list($0, type: nil, scope: GroupList.Scope.tag($0.parameters[0]))
            },
            Route("GET", "/api/v2/tags/{name}/groups/{branch}") {
                let type = try context.groupType(of: $0, at: 1)
                return try await context.list($0, type: type, scope: GroupList.Scope.tag($0.parameters[0]))
            },
        ]
    }

    private func attributeTypes(_ call: Call) async throws -> Reply {
        let markdown = call.query["allowMarkdown"].flatMap { Bool($0) }
        let types = try await context.read { try $0.attributeTypes() }
            .filter { markdown == nil || $0.allowMarkdown == markdown }
        return try .list("attributeType", of: types, call) { $1.write($0) }
    }

    private func attributeType(_ call: Call) async throws -> Reply {
        let types = try await context.read { try $0.attributeTypes() }
        guard let type = types.first(where: { $0.name == call.parameters[0] }) else { throw Refusal.notFound }
        return .success { json in
            json.key("attributeType")
            json.write(type)
        }
    }

    private func labels(_ call: Call) async throws -> Reply {
        let labels = try await context.read { try $0.allLabels() }
        return try .list("securityLabel", of: labels, call) { $1.write($0) }
    }

    private func label(_ call: Call) async throws -> Reply {
        guard let label = try await context.read({ try $0.label(named: call.parameters[0]) }) else {
            throw Refusal.notFound
        }
        return .success { json in
            json.key("securityLabel")
            json.write(label)
        }
    }

    private func tags(_ call: Call) async throws -> Reply {
        let owner = try context.owner(of: call)
        let names = try await context.read { try $0.tagNames(owner) }
        return try .list("tag", of: names, call) { IndicatorJSON.writeTag($0, owner, to: &$1) }
    }

    private func tag(_ call: Call) async throws -> Reply {
        let owner = try context.owner(of: call)
        guard try await context.read({ try $0.tagNames(owner).contains(call.parameters[0]) }) else {
            throw Refusal.notFound
        }
        return .success { json in
            json.key("tag")
            IndicatorJSON.writeTag(call.parameters[0], owner, to: &json)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func write(_ type: StoredAttributeType) {
        object { json in
            json.member("name", type.name)
            json.member("description", type.description)
            json.member("allowMarkdown", type.allowMarkdown ? "true" : "false")
            json.member("maxLength", type.maxSize)
            json.member("errorMessage", type.errorMessage)
            json.member("system", "true")
        }
    }
}

extension StoreSession {
    /// The names of all tags of an owner's indicators and groups, in alphabetical order.
    func tagNames(_ owner: Owner) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT name FROM tag t JOIN indicator i ON i.id = t.indicator WHERE i.owner = ?1
                UNION SELECT t.name FROM groupTag t JOIN groupItem g ON g.id = t."group" WHERE g.owner = ?1 ORDER BY 1
                """,
            arguments: [owner.id]
        )
    }
}
