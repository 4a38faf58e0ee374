/// A call that the routes have recognised.
struct Call: Sendable {
    let method: String
    let target: RequestTarget
    /// Percent-decoded, in the order of the pattern's placeholders.
    let parameters: [String]
    /// At most ``largestBody`` bytes; a GET may have one, too.
    let body: [UInt8]
    let contentType: String?
    let quirk: Fault.Quirk?

    static let largestBody = 32 << 20

    var query: QueryItems { target.query }
}

/// A method and a pattern such as `/api/v2/indicators/{branch}/{value}`, and who answers it.
struct Route: Sendable {
    enum Handler: Sendable {
        /// Answers at once, on whatever thread: in some ten microseconds, or as long as the store is being written to.
        case immediate(@Sendable (Call) throws -> Reply)
        case suspending(@Sendable (Call) async throws -> Reply)
    }

    let method: String
    let segments: [Segment]
    let handler: Handler

    enum Segment: Sendable, Hashable {
        case literal(Substring)
        case placeholder
    }

    init(_ method: String, _ pattern: String, _ handler: @escaping @Sendable (Call) async throws -> Reply) {
        self.init(method, pattern, .suspending(handler))
    }

    init(_ method: String, _ pattern: String, immediate handler: @escaping @Sendable (Call) throws -> Reply) {
        self.init(method, pattern, .immediate(handler))
    }

    private init(_ method: String, _ pattern: String, _ handler: Handler) {
        self.method = method
        self.handler = handler
        segments = pattern.dropFirst().split(separator: "/").map { $0.first == "{" ? .placeholder : .literal($0) }
    }

    /// The raw texts at the placeholders; nil when the path has another shape.
    func match(_ path: [Substring]) -> [Substring]? {
        guard path.count == segments.count else { return nil }
        var found: [Substring] = []
        for (part, segment) in zip(path, segments) {
            switch segment {
            case .literal(let text): guard text == part else { return nil }
            case .placeholder: found.append(part)
            }
        }
        return found
    }
}

/// All routes, tried in their order: a literal path must stand before the pattern that it would fit too.
struct Routes: Sendable {
    /// By number of segments.
    private let routes: [Int: [Route]]

    init(_ routes: [Route]) { self.routes = Dictionary(grouping: routes, by: \.segments.count) }

    /// The route of a request and the raw texts at its placeholders.
    ///
    /// - Throws: ``Refusal`` where no path fits (404) or no method (405).
    func find(_ method: String, _ target: RequestTarget) throws(Refusal) -> (route: Route, raw: [Substring]) {
        var isKnownPath = false
        // The vendor's SDK asks for `/v2/tags/{tag}/indicators/`.
        let segments = target.segments.last?.isEmpty == true ? target.segments.dropLast() : target.segments
        for route in routes[segments.count] ?? [] {
            guard let raw = route.match(segments) else { continue }
            if route.method == method { return (route, raw) }
            isKnownPath = true
        }
        throw isKnownPath ? .methodNotAllowed : .noResource(target.raw)
    }
}

extension Call {
    /// - Parameter raw: Parameters.
    /// - Throws: ``Refusal/malformed`` where one of them cannot be decoded.
    init(
        _ method: String,
        _ target: RequestTarget,
        raw: [Substring],
        body: [UInt8] = [],
        contentType: String? = nil,
        quirk: Fault.Quirk? = nil
    ) throws(Refusal) {
        let parameters = raw.compactMap { RequestTarget.decode($0) }
        guard parameters.count == raw.count else { throw .malformed }
        self.init(
            method: method,
            target: target,
            parameters: parameters,
            body: body,
            contentType: contentType,
            quirk: quirk
        )
    }
}
