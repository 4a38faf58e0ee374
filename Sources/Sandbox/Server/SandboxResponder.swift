import Foundation
import Hummingbird
import NIOCore

/// The connection a request came in on, for faults that break it.
struct ConnectionContext: InitializableFromSource {
    let channel: any Channel

    init(source: ApplicationRequestContextSource) { channel = source.channel }
}

/// Answers one request: faults, authentication, route, and what the faults make of the reply.
///
/// Hummingbird's router decodes and normalises paths; signatures and values such as `http%3A%2F%2Fexample.com%2F` need the
/// raw request line, so this responder stands in its place.
struct SandboxResponder: HTTPResponder {
    typealias Context = ConnectionContext

    private static let largestBody = 64 << 20

    private let authenticator: Authenticator
    private let faults: FaultSchedule
    private let requests: RequestCounts
    private let routes: Routes
    private let control: ControlEndpoints

    init(configuration: SandboxConfiguration, store: SandboxStore) {
        authenticator = Authenticator(configuration)
        faults = configuration.faults
        requests = configuration.requests
        control = ControlEndpoints(faults: configuration.faults, requests: configuration.requests)
        routes = Routes(
            TypeEndpoints().routes + OwnerEndpoints(store: store, userName: configuration.accessID).routes
                + IndicatorEndpoints(store: store).routes
                + V3Endpoints(store: store, now: configuration.now, userName: configuration.accessID).routes
        )
    }

    func respond(to request: Request, context: ConnectionContext) async throws -> Response {
        let method = request.method.rawValue
        let target = request.head.path ?? "/"
        if target.hasPrefix(ControlEndpoints.prefix) { return try await control.respond(to: request, target: target) }
        requests.begin(method: method, target: target)
        var status = 0
        defer { requests.end(status: status) }
        let (latency, fault) = faults.admit(method: method, target: target)
        if latency > 0 { try await Task.sleep(for: .milliseconds(latency)) }
        let reply = await reply(to: request, method, target, fault)
        status = fault == .reset ? 0 : reply.status
        if let fault { return try await reply.suffering(fault, on: context.channel) }
        return method == "HEAD" ? reply.withoutBody() : reply.response()
    }

    /// The correct reply, unless the fault replaces it anyhow.
    private func reply(to request: Request, _ method: String, _ target: String, _ fault: Fault?) async -> Reply {
        if let replacement = fault?.replacement(target: target) { return replacement }
        do {
            return try await answer(request, method, target, fault?.quirk)
        } catch let refusal as Refusal {
            return .refusal(refusal, target: target)
        } catch {
            return .refusal(.internalError, target: target)
        }
    }

    private func answer(
        _ request: Request,
        _ method: String,
        _ target: String,
        _ quirk: Fault.Quirk?
    ) async throws -> Reply {
        let parsed = try RequestTarget(target)
        try authenticator.verify(
            authorization: request.headers[.authorization],
            timestamp: request.headers[.timestamp],
            method: method,
            target: target
        )
        let body = Array(buffer: try await request.body.collect(upTo: Self.largestBody))
        return try await routes.answer(method: method, target: parsed, quirk: quirk, body: body)
    }
}

extension HTTPFieldName {
    fileprivate static let timestamp = HTTPFieldName("Timestamp") ?? .date
}
