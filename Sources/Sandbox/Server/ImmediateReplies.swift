import Foundation
import NIOCore
import NIOHTTP1

/// Answers requests that need not wait for anything as soon as they have been read, and passes the others on.
final class ImmediateReplies: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let responder: SandboxResponder
    private let date = DateHeader()
    /// Requests passed on whose answers have not been written: answers must come in the order of the requests.
    private var pending = 0
    /// The request being read has its answer.
    private var isAnswered = false

    init(_ responder: SandboxResponder) { self.responder = responder }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            isAnswered = answer(head, context)
            if !isAnswered {
                pending += 1
                context.fireChannelRead(data)
            }
        case .body, .end: if !isAnswered { context.fireChannelRead(data) }
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { pending -= 1 }
        context.write(data, promise: promise)
    }

    /// - Returns: Whether the answer has been written.
    private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) -> Bool {
        guard pending == 0, head.method == .GET, head.version == .http1_1, !head.hasBody,
            let reply = responder.immediateReply("GET", head.uri, header: { head.headers.first(name: $0) })
        else { return false }
        context.write(wrapOutboundOut(.head(responseHead(of: reply))), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: reply.body)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        if !head.isKeepAlive { context.close(mode: .output, promise: nil) }
        return true
    }

    private func responseHead(of reply: Reply) -> HTTPResponseHead {
        var headers = HTTPHeaders([("Content-Type", reply.contentType)] + reply.headers)
        headers.add(name: "Content-Length", value: String(reply.body.count))
        headers.add(name: "Date", value: date.text)
        return HTTPResponseHead(
            version: .http1_1,
            status: HTTPResponseStatus(statusCode: reply.status),
            headers: headers
        )
    }
}

extension HTTPRequestHead {
    fileprivate var hasBody: Bool {
        headers.contains(name: "Content-Length") || headers.contains(name: "Transfer-Encoding")
    }
}

/// The time of answers (RFC 9110, section 5.6.7), written once a second.
private final class DateHeader {
    private var second: time_t = 0
    private var written = ""

    var text: String {
        var now = time(nil)
        if now != second {
            second = now
            written = Self.text(&now)
        }
        return written
    }

    private static func text(_ time: inout time_t) -> String {
        var parts = tm()
        gmtime_r(&time, &parts)
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { buffer in
            let count = strftime(buffer.baseAddress, buffer.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
            return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }
}
