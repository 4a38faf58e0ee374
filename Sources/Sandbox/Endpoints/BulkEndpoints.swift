/// The bulk report of one owner, always up to date (API document, section 8.1). Its answers have no envelope.
struct BulkEndpoints: Sendable {
    let context: EndpointContext

    var routes: [Route] {
        [
            Route("GET", "/api/v2/indicators/bulk", status),
            Route("GET", "/api/v2/indicators/bulk/json", json),
            Route("GET", "/api/v2/indicators/bulk/csv", csv),
        ]
    }

    private func status(_ call: Call) throws -> Reply {
        let owner = try context.owner(of: call)
        let now = LenientDate.text(context.now())
        return .json { json in
            json.object("bulkStatus") { json in
                json.member("name", owner.name)
                json.member("csvEnabled", true)
                json.member("jsonEnabled", true)
                json.member("nextRun", now)
                json.member("lastRun", now)
                json.member("status", "Complete")
            }
        }
    }

    private func json(_ call: Call) async throws -> Reply {
        let shape = IndicatorJSON(shape: .mixedList, includes: [.tags, .attributes], quirk: call.quirk)
        let records = try await records(call, [.tags, .attributes])
        return .json { json in
            json.array("indicator") { json in records.forEach { shape.write($0, to: &json) } }
        }
    }

    private func csv(_ call: Call) async throws -> Reply {
        var text = "Type,Value,Rating,Confidence\n"
        for record in try await records(call, []) {
            let indicator = record.indicator
            let rating = indicator.rating.map { String($0) } ?? "null"
            let confidence = indicator.confidence.map { String($0) } ?? "null"
            text += "\(Self.field(indicator.type.name)),\(Self.field(indicator.summary)),\(rating),\(confidence)\n"
        }
        return Reply(status: 200, contentType: "text/csv", body: Array(text.utf8))
    }

    private static func field(_ text: String) -> String {
        guard text.contains(where: { ",\"\r\n".contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }

    /// All active indicators of the owner.
    private func records(_ call: Call, _ includes: Includes) async throws -> [IndicatorRecord] {
        var list = try IndicatorList(owner: context.owner(of: call), type: nil, scope: .owner, query: QueryItems(""))
        list.paging = .everything
        return try await context.store.page(list, includes: includes).records
    }
}
