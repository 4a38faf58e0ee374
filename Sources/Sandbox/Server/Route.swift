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
    typealias Handler = @Sendable (Call) async throws -> Reply

    let method: String
    let segments: [Segment]
    let handler: Handler

    enum Segment: Sendable, Hashable {
        case literal(Substring)
        case placeholder
    }

    init(_ method: String, _ pattern: String, _ handler: @escaping Handler) {
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

    /// - Throws: ``Refusal`` where no path fits (404), no method (405) or a segment cannot be decoded (400).
    func answer(
        method: String,
        target: RequestTarget,
        body: [UInt8] = [],
        contentType: String? = nil,
        quirk: Fault.Quirk?
    ) async throws -> Reply {
        var isKnownPath = false
        // The vendor's SDK asks for `/v2/tags/{tag}/indicators/`.
        let segments = target.segments.last?.isEmpty == true ? target.segments.dropLast() : target.segments
        for route in routes[segments.count] ?? [] {
            guard let raw = route.match(segments) else { continue }
            isKnownPath = true
            guard route.method == method else { continue }
            let parameters = raw.compactMap { RequestTarget.decode($0) }
            guard parameters.count == raw.count else { throw Refusal.malformed }
            return try await route.handler(
                Call(
                    method: method,
                    target: target,
                    parameters: parameters,
                    body: body,
                    contentType: contentType,
                    quirk: quirk
                )
            )
        }
        throw isKnownPath ? Refusal.methodNotAllowed : Refusal.noResource(target.raw)
    }
}
