import Foundation
import NIOCore
import NIOHTTP1

/// Answers requests that need not wait for anything as soon as they have been read, before any other handler of the connection
/// sees them, and passes the others on.
///
/// Stands next to the socket. Where a request begins is known as long as each one passed on was read as a whole and had its
/// answer before the next one came; from the first that was not, everything is passed on.
final class ImmediateReplies: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Place {
        /// The next byte begins a request, and all before have their answers.
        case betweenRequests
        /// Behind a request that was passed on as a whole and has no answer yet.
        case waiting
        case unknown
        /// Behind the last request, which asked for the end of the connection.
        case closed
    }

    private let responder: SandboxResponder
    private let date = DateHeader()
    private var place = Place.betweenRequests
    /// Since the last ``channelReadComplete(context:)``.
    private var hasPassedOn = false
    /// The last answer: its memory serves for the next one as soon as it has been sent.
    private var output = ByteBuffer()

    init(_ responder: SandboxResponder) { self.responder = responder }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        var head = nextHead(in: buffer)
        while let request = head, let reply = responder.immediateReply(to: request) {
            context.writeAndFlush(wrapOutboundOut(response(reply)), promise: nil)
            buffer.moveReaderIndex(forwardBy: request.length)
            if !request.isKeepAlive { close(context) }
            head = nextHead(in: buffer)
        }
        guard place != .closed, buffer.readableBytes > 0 else { return }
        place = head?.isEnd(of: buffer) == true ? .waiting : .unknown
        hasPassedOn = true
        context.fireChannelRead(wrapInboundOut(buffer))
    }

    private func nextHead(in buffer: ByteBuffer) -> PlainHead? {
        place == .betweenRequests ? buffer.withUnsafeReadableBytes(PlainHead.init) : nil
    }

    private func close(_ context: ChannelHandlerContext) {
        place = .closed
        context.close(mode: .output, promise: nil)
    }

    /// A request that was passed on has its answer.
    func passedOnWasAnswered() {
        if place == .waiting { place = .betweenRequests }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        guard hasPassedOn else { return }
        hasPassedOn = false
        context.fireChannelReadComplete()
    }

    private func response(_ reply: Reply) -> ByteBuffer {
        let status = HTTPResponseStatus(statusCode: reply.status)
        output.clear(minimumCapacity: 256 + reply.body.count)
        output.writeString("HTTP/1.1 ")
        output.writeString(String(reply.status))
        output.writeString(" ")
        output.writeString(status.reasonPhrase)
        write("Content-Type", reply.contentType)
        for (name, value) in reply.headers { write(name, value) }
        write("Content-Length", String(reply.body.count))
        write("Date", date.text)
        output.writeString("\r\n\r\n")
        output.writeBytes(reply.body)
        return output
    }

    private func write(_ name: String, _ value: String) {
        output.writeString("\r\n")
        output.writeString(name)
        output.writeString(": ")
        output.writeString(value)
    }
}

extension PlainHead {
    /// Whether the request is all that was read, and another one may follow.
    fileprivate func isEnd(of buffer: ByteBuffer) -> Bool {
        isKeepAlive && length + (bodyLength ?? 0) == buffer.readableBytes
    }
}

/// Tells ``ImmediateReplies`` when a request that it passed on has its answer. Stands where answers are not bytes yet.
final class AnswerWatch: ChannelOutboundHandler {
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let replies: ImmediateReplies

    init(_ replies: ImmediateReplies) { self.replies = replies }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        context.write(data, promise: promise)
        if case .end = unwrapOutboundIn(data) { replies.passedOnWasAnswered() }
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
