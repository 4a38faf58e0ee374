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
/// | `GET /sandbox/state` | everything in the store, see ``SandboxStore/stateDump()`` |
/// | `POST /sandbox/exclusions` | adds values to the exclusion list: `{"values": ["evil.example"]}` |
/// | `GET`, `DELETE /sandbox/exclusions` | shows or empties the list |
/// | `POST /sandbox/permissions` | `{"permissions": "readOnly"}` or `"full"` |
/// | `POST /sandbox/types` | declares a further indicator type, see ``CustomType`` |
///
/// No authentication: bind to a loopback address.
struct ControlEndpoints: Sendable {
    static let prefix = "/sandbox/"
    private static let largestBody = 1 << 20

    let faults: FaultSchedule
    let requests: RequestCounts
    let rules: ServerRules
    let store: SandboxStore

    func respond(to request: Request, target: String) async throws -> Response {
        do {
            return try await answer(request, target).response()
        } catch let error as DecodingError {
            let shape = target == "/sandbox/faults" ? "{\"rules\": […]}" : "what \(target) takes"
            let message = "the body must be \(shape): \(error.summary)"
            return Reply.refusal(Refusal(status: 400, message: message), target: target).response()
        } catch let error as SandboxError {
            return Reply.refusal(Refusal(status: 400, message: error.description), target: target).response()
        } catch let refusal as Refusal {
            return Reply.refusal(refusal, target: target).response()
        }
    }

    private func answer(_ request: Request, _ target: String) async throws -> Reply {
        let path = String(target.prefix { $0 != "?" })
        switch (request.method.rawValue, path) {
        case ("GET", "/sandbox/faults"): break
        case ("POST", "/sandbox/faults"):
            faults.add(try await decode(FaultRuleList.self, request).rules)
        case ("DELETE", "/sandbox/faults"): faults.clear()
        case ("GET", "/sandbox/requests"): return requests.snapshot.reply
        case ("DELETE", "/sandbox/requests"):
            requests.reset()
            return requests.snapshot.reply
        case (let method, "/sandbox/exclusions"): return try await exclusions(method, request, target)
        case ("POST", "/sandbox/permissions"):
            rules.permit(try await decode(PermissionsBody.self, request).permissions)
            return .json { $0.member("permissions", rules.permissions.rawValue) }
        case ("POST", "/sandbox/types"):
            try store.declare(try await decode(CustomType.self, request))
            return .json { json in
                json.array("types") { json in store.types.all.forEach { json.value($0.name) } }
            }
        case ("GET", "/sandbox/state"): return Reply(status: 200, body: Array(try store.stateDump().utf8))
        default: throw Refusal.noResource(target)
        }
        return try Reply(status: 200, body: Array(JSONEncoder().encode(FaultState(faults.state))))
    }
}

extension ControlEndpoints {
    private struct ExclusionsBody: Decodable { let values: [String] }

    private struct PermissionsBody: Decodable {
        let permissions: SandboxConfiguration.Permissions
    }

    private func exclusions(_ method: String, _ request: Request, _ target: String) async throws -> Reply {
        switch method {
        case "GET": break
        case "POST": rules.exclude(try await decode(ExclusionsBody.self, request).values)
        case "DELETE": rules.clearExclusions()
        default: throw Refusal.noResource(target)
        }
        return .json { json in
            json.array("values") { json in rules.exclusions.forEach { json.value($0) } }
        }
    }

    private func decode<Body: Decodable>(_ body: Body.Type, _ request: Request) async throws -> Body {
        let bytes = try await request.body.collect(upTo: Self.largestBody)
        return try JSONDecoder().decode(body, from: Data(buffer: bytes))
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
