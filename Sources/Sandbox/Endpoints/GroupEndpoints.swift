/// Groups of all types through v2 (API document, sections 2.2, 4.7 and 4.10).
struct GroupEndpoints: Sendable {
    let context: EndpointContext

    var routes: [Route] {
        [
            Route("GET", "/api/v2/groups", all),
            Route("GET", "/api/v2/groups/{branch}", ofType),
            Route("POST", "/api/v2/groups/{branch}", create),
            Route("GET", "/api/v2/groups/{branch}/{id}", one),
            Route("PUT", "/api/v2/groups/{branch}/{id}", update),
            Route("DELETE", "/api/v2/groups/{branch}/{id}", delete),
        ]
    }

    private func all(_ call: Call) async throws -> Reply {
        try await context.list(call, type: nil, scope: GroupList.Scope.owner)
    }

    private func ofType(_ call: Call) async throws -> Reply {
        try await context.list(call, type: context.groupType(of: call), scope: GroupList.Scope.owner)
    }

    private func one(_ call: Call) async throws -> Reply {
        let includes = Includes(call.query)
        return try .group(try await context.read { try context.group(call, $0, includes) }, includes)
    }

    private func create(_ call: Call) async throws -> Reply {
        let owner = try context.owner(of: call)
        let new = try GroupBody(node: call.object(), type: context.groupType(of: call)).newGroup()
        let record = try await context.write("group", "created") { session in
            var new = new
            (new.dateAdded, new.lastModified) = (session.now, session.now)
            if new.eventDate == nil, GroupType.named(new.type)?.hasEventDate == true { new.eventDate = session.now }
            return try session.group(session.addGroup(new, owner: owner))
        }
        guard let record else { throw Refusal.internalError }
        return try .group(record, [], status: 201)
    }

    private func update(_ call: Call) async throws -> Reply {
        let change = try GroupBody(node: call.object(), type: context.groupType(of: call)).newGroup(isUpdate: true)
        let record = try await context.write("group", "updated") { session in
            let id = try context.group(call, session).group.id
            try session.updateGroup(id, change)
            return try session.group(id)
        }
        guard let record else { throw Refusal.internalError }
        return try .group(record, [])
    }

    private func delete(_ call: Call) async throws -> Reply {
        try await context.write("group", "deleted") { session in
            try session.deleteGroup(context.group(call, session).group.id)
        }
        return .done()
    }
}

extension EndpointContext {
    func groupType(of call: Call, at place: Int = 0) throws(Refusal) -> GroupType {
        guard let type = GroupType.inBranch(call.parameters[place]) else { throw .noResource(call.target.raw) }
        return type
    }

    /// The group that two parameters name: branch and id. One of another type or owner is not found.
    func group(_ call: Call, _ session: StoreSession, _ includes: Includes = [], at place: Int = 0) throws
        -> GroupRecord
    {
        let type = try groupType(of: call, at: place)
        let asked = try call.query["owner"].map { _ in try owner(of: call).id }
        guard let found = try session.group(call.id(place + 1), includes: includes), found.group.type == type,
            asked == nil || asked == found.owner.id
        else { throw Refusal.notFound }
        return found
    }

    /// One page of groups: with a type under its entity, otherwise mixed.
    func list(_ call: Call, type: GroupType?, scope: GroupList.Scope) async throws -> Reply {
        let includes = Includes(call.query)
        let list = try GroupList(owner: owner(of: call), type: type, scope: scope, query: call.query)
        let page = try await read { try $0.page(list, includes) }
        let shape = GroupJSON(shape: type == nil ? .mixedList : .typedList, includes: includes)
        return .success { json in
            json.member("resultCount", page.total)
            json.array(type?.entity ?? "group") { json in page.records.forEach { shape.write($0, to: &json) } }
        }
    }
}

extension Reply {
    fileprivate static func group(_ record: GroupRecord, _ includes: Includes, status: Int = 200) throws -> Reply {
        .success(status) { json in
            json.key(record.group.type.entity)
            GroupJSON(shape: .single, includes: includes).write(record, to: &json)
        }
    }
}
