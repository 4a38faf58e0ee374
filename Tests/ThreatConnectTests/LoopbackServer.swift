import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import NIOSSL

/// A server on 127.0.0.1 that knows no HTTP: it records request heads byte for byte and does what it is told.
final class LoopbackServer: Sendable {
    enum Action: Sendable {
        /// Send, keep the connection open.
        case send(String)
        case sendBytes([UInt8])
        /// Send these texts with a pause between them, keep the connection open.
        case drip([String], every: TimeAmount)
        /// Send, then close in an orderly way.
        case sendAndClose(String)
        /// Break the connection with a TCP reset.
        case reset
        /// Never answer.
        case silence
    }

    private let channel: any Channel
    private let record: Record

    let port: Int

    /// Heads of all requests in the order of arrival, without the empty line at their end.
    var heads: [String] { record.heads.withLockedValue { $0 } }
    var requestLines: [String] { heads.map { String($0.prefix { $0 != "\r\n" }) } }
    /// Bodies of all requests, empty where there was none.
    var bodies: [[UInt8]] { record.bodies.withLockedValue { $0 } }
    var connections: Int { record.connections.withLockedValue { $0 } }

    /// - Parameter answer: Gets the request's zero-based number and head.
    static func start(
        tls: TestCertificate? = nil,
        answer: @escaping @Sendable (Int, String) -> Action
    ) async throws -> LoopbackServer {
        let record = Record()
        let context = try tls?.serverContext()
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context { try pipeline.addHandler(NIOSSLServerHandler(context: context)) }
                    try pipeline.addHandler(Handler(record: record, answer: answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return try LoopbackServer(channel: channel, record: record)
    }

    private init(channel: any Channel, record: Record) throws {
        self.channel = channel
        self.record = record
        guard let port = channel.localAddress?.port else { throw ChannelError.unknownLocalAddress }
        self.port = port
    }

    func stop() async throws { try await channel.close() }

    static func http(_ status: String, _ body: String, headers: String = "") -> String {
        "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    static let hit = http(
        "200 OK",
        #"{"status":"Success","data":{"host":{"id":7,"owner":{"name":"Example"},"hostName":"evil.example"}}}"#
    )

    private final class Record: Sendable {
        let heads = NIOLockedValueBox<[String]>([])
        let bodies = NIOLockedValueBox<[[UInt8]]>([])
        let connections = NIOLockedValueBox(0)
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let record: Record
        private let answer: @Sendable (Int, String) -> Action
        private var received: [UInt8] = []

        init(record: Record, answer: @escaping @Sendable (Int, String) -> Action) {
            self.record = record
            self.answer = answer
        }

        func channelActive(context: ChannelHandlerContext) {
            record.connections.withLockedValue { $0 += 1 }
            context.fireChannelActive()
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received += unwrapInboundIn(data).readableBytesView
            // 22 begins a TLS handshake: somebody takes this for a TLS server, and gets its answer at once.
            let end = received.firstRange(of: Array("\r\n\r\n".utf8))
            guard let head = end.map({ received[..<$0.lowerBound] }) ?? (received.first == 22 ? received[...] : nil)
            else { return }
            let body = received[(end?.upperBound ?? received.endIndex)...]
            guard body.count >= Self.bodyLength(head) else { return }
            record.bodies.withLockedValue { $0.append(Array(body)) }
            perform(String(decoding: head, as: UTF8.self), context)
        }

        /// What `Content-Length` announces, 0 without one.
        private static func bodyLength(_ head: ArraySlice<UInt8>) -> Int {
            let lines = String(decoding: head, as: UTF8.self).lowercased().split(whereSeparator: \.isNewline)
            let field = lines.first { $0.hasPrefix("content-length:") }
            return field.flatMap { Int($0.dropFirst(15).filter { $0 != " " }) } ?? 0
        }

        private func perform(_ head: String, _ context: ChannelHandlerContext) {
            received = []
            let number = record.heads.withLockedValue { heads in
                heads.append(head)
                return heads.count - 1
            }
            perform(answer(number, head), on: context.channel)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        private func perform(_ action: Action, on channel: any Channel) {
            switch action {
            case .send(let text): channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
            case .sendBytes(let bytes): channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
            case .drip(let texts, let pause):
                for (number, text) in texts.enumerated() {
                    channel.eventLoop.scheduleTask(in: pause * number) {
                        channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
                    }
                }
            case .sendAndClose(let text):
                channel.writeAndFlush(ByteBuffer(string: text)).whenComplete { _ in channel.close(promise: nil) }
            case .reset:
                // Closing with a zero linger time sends RST.
                let lingering = (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
                lingering?.whenComplete { _ in channel.close(promise: nil) }
            case .silence: break
            }
        }
    }
}
