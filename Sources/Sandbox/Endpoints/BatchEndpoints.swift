import GRDB

/// Batch jobs of v2, which run at once instead of later (API document, section 8.2).
struct BatchEndpoints: Sendable {
    let context: EndpointContext

    var routes: [Route] {
        [
            Route("POST", "/api/v2/batch", create),
            Route("POST", "/api/v2/batch/createAndUpload", createAndUpload),
            Route("POST", "/api/v2/batch/{id}", upload),
            Route("GET", "/api/v2/batch/{id}", status),
            Route("GET", "/api/v2/batch/{id}/errors", errors),
            Route("GET", "/api/v2/batch/{id}/results", results),
        ]
    }

    private func create(_ call: Call) async throws -> Reply {
        try refuseWithoutPermission()
        let id = try await add(call.body)
        return .success(201) { $0.member("batchId", id) }
    }

    private func upload(_ call: Call) async throws -> Reply {
        try refuseWithoutPermission()
        let id = try call.id(0)
        let batch = try await run(id, JSONReader.read(call.body))
        return .success(202) { json in
            json.object("batchStatus") { json in
                json.member("id", batch.id)
                json.member("status", "Queued")
                for name in ["errorCount", "successCount", "unprocessCount"] { json.member(name, 0) }
            }
        }
    }

    /// Both steps in one request: the parts `config` and `content` of a form.
    private func createAndUpload(_ call: Call) async throws -> Reply {
        try refuseWithoutPermission()
        let form = MultipartForm(body: call.body, contentType: call.contentType ?? "")
        guard let config = form?.parts["config"], let content = form?.parts["content"] else { throw Refusal.malformed }
        let id = try await add(config)
        let batch = try await run(id, JSONReader.read(content))
        return .success(201) { json in
            json.member("batchId", id)
            json.write(batch)
        }
    }

    private func status(_ call: Call) async throws -> Reply {
        let id = try call.id(0)
        let batch = try await context.read { try $0.batch(id) }
        return .success { $0.write(batch) }
    }

    /// Not compressed, which clients accept as well.
    private func errors(_ call: Call) async throws -> Reply {
        let problems = try await problems(call)
        guard !problems.isEmpty else { throw Refusal.notFound }
        var reply = Self.list(problems) { problem, json in
            json.member("errorReason", problem.reason)
            json.member("errorSource", problem.source)
            json.member("errorMessage", problem.source)
        }
        reply.contentType = "application/octet-stream"
        return reply
    }

    private func results(_ call: Call) async throws -> Reply {
        let (code, part, severity) = (call.query["code"], call.query["contains"], call.query["severity"])
        let problems = try await problems(call).filter { problem in
            (code == nil || problem.code == code) && (severity == nil || problem.severity == severity)
                && (part.map { problem.reason.contains($0) || problem.source.contains($0) } ?? true)
        }
        return Self.list(problems) { problem, json in
            json.member("code", problem.code)
            json.member("severity", problem.severity)
            json.member("errorReason", problem.reason)
            json.member("errorMessage", problem.source)
        }
    }

    private func problems(_ call: Call) async throws -> [StoredBatchProblem] {
        let id = try call.id(0)
        return try await context.read { try $0.batchProblems($0.batch(id).id) }
    }

    private static func list(
        _ problems: [StoredBatchProblem],
        _ write: (StoredBatchProblem, inout JSONWriter) -> Void
    ) -> Reply {
        var json = JSONWriter()
        json.array { json in
            for problem in problems { json.object { write(problem, &$0) } }
        }
        return Reply(status: 200, body: json.bytes)
    }

    /// Unlike other calls, this one is refused in plain text.
    private func refuseWithoutPermission() throws {
        guard context.rules.permissions == .readOnly else { return }
        throw Refusal(
            status: 401,
            message: "Unable to perform the requested operation due to the following error(s): access was denied",
            isPlainText: true
        )
    }

    private func add(_ config: [UInt8]) async throws -> Int64 {
        guard let node = JSONReader.read(config) else { throw Refusal.malformed }
        let configuration = try BatchConfiguration(node)
        guard let owner = context.store.owner(named: configuration.owner) else { throw Refusal.ownerNotFound }
        return try await context.write("batch", "created") { session in
            try session.db.execute(
                sql: "INSERT INTO batch (owner, config, status) VALUES (?, ?, 'Created')",
                arguments: [owner.id, String(decoding: config, as: UTF8.self)]
            )
            return session.db.lastInsertedRowID
        }
    }

    private func run(_ id: Int64, _ content: JSONNode?) async throws -> StoredBatch {
        try await context.write("batch", "updated") { session in
            let batch = try session.batch(id)
            guard batch.status == "Created", let owner = context.store.owner(batch.owner),
                let node = JSONReader.read(Array(batch.config.utf8))
            else { throw Refusal(status: 400, message: "The batch \(id) has its content already") }
            var job = BatchJob(
                session: session,
                rules: context.rules,
                configuration: try BatchConfiguration(node),
                owner: owner
            )
            try job.run(content)
            try session.finish(id, job)
            return try session.batch(id)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func write(_ batch: StoredBatch) {
        object("batchStatus") { json in
            json.member("id", batch.id)
            json.member("status", batch.status)
            json.member("errorCount", batch.errorCount)
            json.member("successCount", batch.successCount)
            json.member("unprocessCount", batch.unprocessCount)
        }
    }
}
