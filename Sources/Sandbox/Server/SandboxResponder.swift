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

    private let authenticator: Authenticator
    private let faults: FaultSchedule
    private let requests: RequestCounts
    private let routes: Routes
    private let control: ControlEndpoints

    init(configuration: SandboxConfiguration, store: SandboxStore) {
        authenticator = Authenticator(configuration)
        faults = configuration.faults
        requests = configuration.requests
        let rules = ServerRules(configuration)
        let context = EndpointContext(configuration, store, rules)
        control = ControlEndpoints(
            faults: configuration.faults,
            requests: configuration.requests,
            rules: rules,
            store: store
        )
        routes = Routes(Self.v2(context) + V3Endpoints(context: context).routes)
    }

    private static func v2(_ context: EndpointContext) -> [Route] {
        let types = TypeEndpoints(store: context.store).routes + CatalogueEndpoints(context: context).routes
        let owners = OwnerEndpoints(store: context.store, userName: context.user).routes
        let indicators =
            DeletedEndpoints(context: context).routes + BulkEndpoints(context: context).routes
            + IndicatorEndpoints(context: context).routes + IndicatorWriting(context: context).routes
            + CounterEndpoints(context: context).routes + OccurrenceEndpoints(context: context).routes
        let groups = GroupEndpoints(context: context).routes
        let hangers = HolderSource.all.flatMap { HangerEndpoints(context: context, source: $0).routes }
        let associations = AssociationEndpoints(context: context).routes
        return types + owners + indicators + groups + hangers + associations + BatchEndpoints(context: context).routes
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
        let body = try? await request.body.collect(upTo: Call.largestBody)
        let reply = await reply(to: request, method, target, body.map { Array(buffer: $0) }, fault)
        status = fault == .reset ? 0 : reply.status
        if let fault { return try await reply.suffering(fault, on: context.channel) }
        return method == "HEAD" ? reply.withoutBody() : reply.response()
    }

    /// The correct reply, unless the fault replaces it anyhow.
    ///
    /// - Parameter body: nil where it was too large.
    private func reply(
        to request: Request,
        _ method: String,
        _ target: String,
        _ body: [UInt8]?,
        _ fault: Fault?
    ) async -> Reply {
        if let replacement = fault?.replacement(target: target) { return replacement }
        do {
            return try await answer(request, method, target, body, fault?.quirk)
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
        _ body: [UInt8]?,
        _ quirk: Fault.Quirk?
    ) async throws -> Reply {
        let parsed = try RequestTarget(target)
        try authenticator.verify(
            authorization: request.headers[.authorization],
            timestamp: request.headers[.timestamp],
            method: method,
            target: target
        )
        guard let body else { throw Refusal.tooLarge }
        let (route, raw) = try routes.find(method, parsed)
        let type = request.headers[.contentType]
        let call = try Call(method, parsed, raw: raw, body: body, contentType: type, quirk: quirk)
        switch route.handler {
        case .immediate(let handler): return try handler(call)
        case .suspending(let handler): return try await handler(call)
        }
    }
}

extension SandboxResponder {
    /// The reply to a request without a body that need not wait for anything.
    ///
    /// - Returns: nil for any other, and while there are faults; nothing has happened then.
    func immediateReply(to head: PlainHead) -> Reply? {
        let (method, target) = (head.method, head.target)
        guard method == "GET", head.bodyLength == nil, faults.isEmpty, let parsed = try? RequestTarget(target),
            let (route, raw) = try? routes.find(method, parsed), case .immediate(let handler) = route.handler
        else { return nil }
        requests.begin(method: method, target: target)
        let reply = reply(target) {
            try authenticator.verify(
                authorization: head.authorization,
                timestamp: head.timestamp,
                method: method,
                target: target
            )
            return try handler(Call(method, parsed, raw: raw))
        }
        requests.end(status: reply.status)
        return reply
    }

    private func reply(_ target: String, _ answer: () throws -> Reply) -> Reply {
        do {
            return try answer()
        } catch let refusal as Refusal {
            return .refusal(refusal, target: target)
        } catch {
            return .refusal(.internalError, target: target)
        }
    }
}

extension HTTPFieldName {
    fileprivate static let timestamp = HTTPFieldName("Timestamp") ?? .date
}
