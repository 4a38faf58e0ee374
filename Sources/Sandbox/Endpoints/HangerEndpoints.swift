/// Where in the paths of v2 something stands on which attributes, tags and labels hang.
struct HolderSource: Sendable {
    /// Has two placeholders.
    let prefix: String
    let find: @Sendable (EndpointContext, Call, StoreSession) throws -> Holder

    static let all = [
        HolderSource(prefix: "/api/v2/indicators/{branch}/{value}") { context, call, session in
            .indicator(try context.indicator(call, session))
        },
        HolderSource(prefix: "/api/v2/groups/{branch}/{id}") { context, call, session in
            .group(try context.group(call, session).group.id)
        },
    ]
}

/// Attributes, tags and security labels of indicators and groups (API document, sections 4.2 and 4.8 to 4.10).
struct HangerEndpoints: Sendable {
    let context: EndpointContext
    let source: HolderSource

    var routes: [Route] {
        let prefix = source.prefix
        return [
            Route("GET", prefix + "/attributes", attributes),
            Route("POST", prefix + "/attributes", addAttribute),
            Route("GET", prefix + "/attributes/{id}", attribute),
            Route("PUT", prefix + "/attributes/{id}", updateAttribute),
            Route("DELETE", prefix + "/attributes/{id}", deleteAttribute),
            Route("GET", prefix + "/attributes/{id}/securityLabels", attributeLabels),
            Route("POST", prefix + "/attributes/{id}/securityLabels/{label}", addAttributeLabel),
            Route("DELETE", prefix + "/attributes/{id}/securityLabels/{label}", removeAttributeLabel),
            Route("GET", prefix + "/tags", tags),
            Route("GET", prefix + "/tags/{tag}", tag),
            Route("POST", prefix + "/tags/{tag}", addTag),
            Route("DELETE", prefix + "/tags/{tag}", removeTag),
            Route("GET", prefix + "/securityLabels", labels),
            Route("GET", prefix + "/securityLabels/{label}", label),
            Route("POST", prefix + "/securityLabels/{label}", addLabel),
            Route("DELETE", prefix + "/securityLabels/{label}", removeLabel),
        ]
    }

    private func read<R: Sendable>(
        _ call: Call,
        _ body: @escaping @Sendable (StoreSession, Holder) throws -> R
    ) async throws -> R {
        try await context.read { try body($0, source.find(context, call, $0)) }
    }

    private func write<R: Sendable>(
        _ call: Call,
        _ name: String,
        _ operation: String,
        _ body: @escaping @Sendable (StoreSession, Holder) throws -> R
    ) async throws -> R {
        try await context.write(name, operation) { try body($0, source.find(context, call, $0)) }
    }
}

extension HangerEndpoints {
    private func attributes(_ call: Call) async throws -> Reply {
        let all = try await read(call) { try $1.attributes($0.db) }
        return try .list("attribute", of: all, call) { IndicatorJSON.write($0, to: &$1) }
    }

    private func attribute(_ call: Call) async throws -> Reply {
        let id = try call.id(2)
        return .attribute(try await read(call) { try $0.attribute(id, of: $1) })
    }

    private func addAttribute(_ call: Call) async throws -> Reply {
        let body = try call.object()
        guard let type = body["type"]?.text else { throw Refusal.malformed }
        let value = body["value"]?.text ?? ""
        let displayed = body["displayed"]?.flag ?? false
        let new = NewAttribute(type: type, value: value, displayed: displayed, source: body["source"]?.text)
        let added = try await write(call, "attribute", "created") { session, holder in
            try session.validate(attribute: type, value)
            return try session.addAttribute(new, to: holder)
        }
        return .attribute(added, status: 201)
    }

    private func updateAttribute(_ call: Call) async throws -> Reply {
        let id = try call.id(2)
        let body = try call.object()
        guard let value = body["value"]?.text else {
            throw Refusal(status: 400, message: "This attribute requires a value")
        }
        let updated = try await write(call, "attribute", "updated") { session, holder in
            try session.validate(attribute: session.attribute(id, of: holder).type, value)
            return try session.updateAttribute(
                id,
                of: holder,
                value: value,
                displayed: body["displayed"]?.flag,
                source: body["source"]?.text
            )
        }
        return .attribute(updated)
    }

    private func deleteAttribute(_ call: Call) async throws -> Reply {
        let id = try call.id(2)
        try await write(call, "attribute", "deleted") { try $0.deleteAttribute(id, of: $1) }
        return .done()
    }

    private func attributeLabels(_ call: Call) async throws -> Reply {
        let id = try call.id(2)
        let labels = try await read(call) { session, holder in
            try Holder.labels(ofAttribute: session.attribute(id, of: holder).id, session.db)
        }
        return try .list("securityLabel", of: labels, call) { $1.write($0) }
    }

    private func addAttributeLabel(_ call: Call) async throws -> Reply {
        let (id, label) = (try call.id(2), call.parameters[3])
        try await write(call, "security label", "created") { session, holder in
            try session.addLabel(label, toAttribute: session.attribute(id, of: holder).id)
        }
        return .done(201)
    }

    private func removeAttributeLabel(_ call: Call) async throws -> Reply {
        let (id, label) = (try call.id(2), call.parameters[3])
        try await write(call, "security label", "deleted") { session, holder in
            try session.removeLabel(label, fromAttribute: session.attribute(id, of: holder).id)
        }
        return .done()
    }
}

extension HangerEndpoints {
    private func tags(_ call: Call) async throws -> Reply {
        let owner = try context.owner(of: call)
        let names = try await read(call) { try $1.tags($0.db) }
        return try .list("tag", of: names, call) { IndicatorJSON.writeTag($0, owner, to: &$1) }
    }

    private func tag(_ call: Call) async throws -> Reply {
        let owner = try context.owner(of: call)
        let name = call.parameters[2]
        guard try await read(call, { try $1.tags($0.db).contains(name) }) else { throw Refusal.notFound }
        return .success { json in
            json.key("tag")
            IndicatorJSON.writeTag(name, owner, to: &json)
        }
    }

    private func addTag(_ call: Call) async throws -> Reply {
        try await write(call, "tag", "created") { try $0.addTag(call.parameters[2], to: $1) }
        return .done(201)
    }

    private func removeTag(_ call: Call) async throws -> Reply {
        try await write(call, "tag", "deleted") { try $0.removeTag(call.parameters[2], from: $1) }
        return .done()
    }

    private func labels(_ call: Call) async throws -> Reply {
        let labels = try await read(call) { try $1.labels($0.db) }
        return try .list("securityLabel", of: labels, call) { $1.write($0) }
    }

    private func label(_ call: Call) async throws -> Reply {
        let labels = try await read(call) { try $1.labels($0.db) }
        guard let label = labels.first(where: { $0.name == call.parameters[2] }) else { throw Refusal.notFound }
        return .success { json in
            json.key("securityLabel")
            json.write(label)
        }
    }

    private func addLabel(_ call: Call) async throws -> Reply {
        try await write(call, "security label", "created") { try $0.addLabel(call.parameters[2], to: $1) }
        return .done(201)
    }

    private func removeLabel(_ call: Call) async throws -> Reply {
        try await write(call, "security label", "deleted") { try $0.removeLabel(call.parameters[2], from: $1) }
        return .done()
    }
}

extension Reply {
    fileprivate static func attribute(_ attribute: StoredAttribute, status: Int = 200) -> Reply {
        .success(status) { json in
            json.key("attribute")
            IndicatorJSON.write(attribute, to: &json)
        }
    }
}
