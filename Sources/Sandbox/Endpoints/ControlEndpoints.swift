import Foundation
import Hummingbird

/// Switches that a real server does not have, so that a test in another process can ask for faults and count calls.
///
/// | Call | Does |
/// |---|---|
/// | `GET /sandbox/faults` | the rules in force, with the requests they met and hit |
/// | `POST /sandbox/faults` | adds rules: `{"rules": […]}`, see ``FaultRule`` |
/// | `DELETE /sandbox/faults` | removes all rules |
/// | `GET /sandbox/requests` | totals, requests in flight, requests by request line |
/// | `DELETE /sandbox/requests` | starts counting anew |
///
/// No authentication: bind to a loopback address.
struct ControlEndpoints: Sendable {
    static let prefix = "/sandbox/"
    private static let largestBody = 1 << 20

    let faults: FaultSchedule
    let requests: RequestCounts

    func respond(to request: Request, target: String) async throws -> Response {
        do {
            return try await answer(request, target).response()
        } catch let error as DecodingError {
            let message = "the body must be {\"rules\": […]}: \(error.summary)"
            return Reply.refusal(Refusal(status: 400, message: message), target: target).response()
        } catch let refusal as Refusal {
            return Reply.refusal(refusal, target: target).response()
        }
    }

    private func answer(_ request: Request, _ target: String) async throws -> Reply {
        switch (request.method.rawValue, target) {
        case ("GET", "/sandbox/faults"): break
        case ("POST", "/sandbox/faults"):
            let body = try await request.body.collect(upTo: Self.largestBody)
            faults.add(try JSONDecoder().decode(FaultRuleList.self, from: Data(buffer: body)).rules)
        case ("DELETE", "/sandbox/faults"): faults.clear()
        case ("GET", "/sandbox/requests"): return requests.snapshot.reply
        case ("DELETE", "/sandbox/requests"):
            requests.reset()
            return requests.snapshot.reply
        default: throw Refusal.noResource(target)
        }
        return try Reply(status: 200, body: Array(JSONEncoder().encode(FaultState(faults.state))))
    }
}

extension RequestCounts.Snapshot {
    fileprivate var reply: Reply {
        .json { json in
            json.member("total", total)
            json.member("in_flight", inFlight)
            json.member("max_in_flight", maximumInFlight)
            json.object("statuses") { json in
                for (status, count) in statuses.sorted(by: { $0.key < $1.key }) { json.member("\(status)", count) }
            }
            json.object("requests") { json in
                for (line, count) in requests.sorted(by: { $0.key < $1.key }) { json.member(line, count) }
            }
        }
    }
}

extension DecodingError {
    fileprivate var summary: String {
        switch self {
        case .keyNotFound(let key, let context): "\(context.path): \(key.stringValue) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            "\(context.path): \(context.debugDescription)"
        @unknown default: "unreadable"
        }
    }
}

extension DecodingError.Context {
    fileprivate var path: String {
        codingPath.isEmpty ? "top level" : codingPath.map(\.stringValue).joined(separator: ".")
    }
}
