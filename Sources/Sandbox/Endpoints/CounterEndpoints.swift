/// False positives and observations through v2 (API document, sections 4.1 and 4.10).
struct CounterEndpoints: Sendable {
    private static let prefix = "/api/v2/indicators/{branch}/{value}"
    let context: EndpointContext

    var routes: [Route] {
        [
            Route("POST", Self.prefix + "/falsePositive", reportFalsePositive),
            Route("GET", Self.prefix + "/observations", observations),
            Route("POST", Self.prefix + "/observations", observe),
            Route("GET", Self.prefix + "/observationCount", observationCount),
        ]
    }

    /// A second report on the same day answers the unchanged count.
    private func reportFalsePositive(_ call: Call) async throws -> Reply {
        let (count, last) = try await context.write("false positive", "created") { session in
            try session.reportFalsePositive(context.indicator(call, session))
        }
        return .success { json in
            json.object("falsePositive") { json in
                json.member("count", count)
                json.member("lastReported", last)
            }
        }
    }

    private func observations(_ call: Call) async throws -> Reply {
        let days = try await context.read { try $0.observations(context.indicator(call, $0)) }
        return try .list("observation", of: days, call) { day, json in
            json.object { json in
                json.member("count", day.count)
                json.member("dateObserved", day.day + "T00:00:00Z")
            }
        }
    }

    private func observe(_ call: Call) async throws -> Reply {
        let body = try call.object()
        guard let count = body["count"]?.integer, (1...1_000_000_000).contains(count) else { throw Refusal.malformed }
        let date = try body["dateObserved"]?.text.map(IndicatorList.utc)
        try await context.write("observation", "created") { session in
            try session.addObservations(count, to: context.indicator(call, session), date: date)
        }
        return .done()
    }

    private func observationCount(_ call: Call) async throws -> Reply {
        let user = context.user
        let (all, own) = try await context.read { session in
            guard let all = try session.indicator(context.indicator(call, session))?.indicator else {
                throw Refusal.notFound
            }
            return (all, try session.ownObservations(all.id, user))
        }
        return .success { json in
            json.object("observationCount") { json in
                json.member("count", all.observationCount)
                json.member("lastObserved", all.lastObserved)
                json.member("yourCount", own.count)
                json.member("yourLastObserved", own.last.map { $0 + "T00:00:00Z" })
            }
        }
    }
}
