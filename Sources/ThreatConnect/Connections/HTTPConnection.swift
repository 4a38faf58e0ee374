internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPCompression

/// The last handler of a connection: sends one request at a time and gathers the answer to it.
final class HTTPConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    /// The one under way.
    private(set) var exchange: Exchange?
    private let settings: ConnectionSettings
    private let channel: any Channel
    private let pool: ConnectionPool
    private let timer: LazyTimer
    private let readTimeout: TimeAmount
    private var answer = PartialAnswer()
    /// Of the request under way.
    private var isSent = true
    private var lastHeard = NIODeadline.now()
    /// TLS takes its time for it.
    private var isClosing = false

    /// - Parameter channel: Open, and with nothing of HTTP on it yet.
    /// - Throws: When it is not open any more.
    init(_ channel: any Channel, settings: ConnectionSettings, pool: ConnectionPool) throws {
        self.channel = channel
        self.settings = settings
        self.pool = pool
        timer = LazyTimer(channel.eventLoop)
        readTimeout = TimeAmount(settings.readTimeout)
        guard channel.isActive else { throw ConnectionProblem.closed }
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(AnswerBoundary(self))
        // Headers have been looked at: a failed write would tell nobody.
        try pipeline.addHTTPClientHandlers(leftOverBytesStrategy: .dropBytes, enableOutboundHeaderValidation: false)
        try pipeline.addHandler(NIOHTTPResponseDecompressor(limit: .size(settings.maxBodySize)))
        try pipeline.addHandler(self)
    }

    /// For an answer, or for the rest of one.
    var isWaiting: Bool { exchange != nil }

    /// Whether another request may be sent: the connection is open and was not silent for too long.
    func isFresh(after longestIdle: TimeAmount) -> Bool { isFree && .now() - lastHeard < longestIdle }

    private var isFree: Bool { !isClosing && !isWaiting && channel.isActive }

    /// Finishes the exchange with the answer, or with what keeps it from coming.
    func run(_ exchange: Exchange) {
        self.exchange = exchange
        answer = PartialAnswer()
        lastHeard = .now()
        watch(exchange)
        send(exchange.request)
    }

    /// Fails the exchange under way, and frees the place in the pool at once.
    @discardableResult
    func close(because error: any Error = ConnectionProblem.closed) -> EventLoopFuture<Void> {
        finish(.failure(error))
        if !isClosing {
            isClosing = true
            timer.cancel()
            pool.remove(self)
            channel.close(promise: nil)
        }
        return channel.closeFuture
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard isWaiting else { return }
        switch unwrapInboundIn(data) {
        case .head(let head): answer.begin(head)
        case .body(let part):
            do {
                try answer.append(part, limit: settings.maxBodySize)
            } catch {
                close(because: error)
            }
        case .end: complete()
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) { lastHeard = .now() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { close(because: error) }

    func channelInactive(context: ChannelHandlerContext) { close() }

    private func complete() {
        guard let response = answer.response else { return }
        let exchange = exchange
        self.exchange = nil
        if answer.keepsConnection && isSent {
            // What was read with the answer is looked at before: it may be the end of the connection.
            channel.eventLoop.assumeIsolated().execute { [self] in if isFree { pool.release(self) } }
        } else {
            close()
        }
        exchange?.finish(.success(response))
    }

    private func finish(_ outcome: Exchange.Outcome) {
        let exchange = exchange
        self.exchange = nil
        exchange?.finish(outcome)
    }
}

extension HTTPConnection {
    private func send(_ request: APIRequest) {
        isSent = request.body == nil
        write(.head(HTTPRequestHead(request, host: settings.url.authority)))
        if let body = request.body { write(.body(.byteBuffer(ByteBuffer(bytes: body)))) }
        guard !isSent else { return channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil) }
        channel.writeAndFlush(HTTPClientRequestPart.end(nil)).assumeIsolated().whenSuccess { [self] in isSent = true }
    }

    private func write(_ part: HTTPClientRequestPart) { channel.write(part, promise: nil) }

    private func watch(_ exchange: Exchange) {
        let due = min(exchange.deadline, lastHeard + readTimeout)
        timer.fire(noLaterThan: due) { [self] in look() }
    }

    private func look() {
        guard let exchange else { return }
        let now = NIODeadline.now()
        if now >= exchange.deadline { return _ = close(because: ConnectionProblem.incomplete) }
        if now - lastHeard >= readTimeout { return _ = close(because: ConnectionProblem.silent) }
        watch(exchange)
    }
}

extension HTTPRequestHead {
    /// - Parameter host: With the port, unless it is the scheme's own.
    fileprivate init(_ request: APIRequest, host: String) {
        var headers = HTTPHeaders([("Host", host)])
        headers.reserveCapacity(request.headers.count + 2)
        for field in request.headers { headers.add(name: field.name, value: field.value) }
        if let length = request.contentLength { headers.add(name: "Content-Length", value: String(length)) }
        self.init(
            version: .http1_1,
            method: HTTPMethod(rawValue: request.method),
            uri: request.target.text,
            headers: headers
        )
    }
}

extension APIRequest {
    /// A request of a kind that usually has a body says that it has none (RFC 9110, section 8.6).
    fileprivate var contentLength: Int? { body?.count ?? (["POST", "PUT"].contains(method) ? 0 : nil) }
}
