internal import NIOCore

/// Keeps bytes that belong to no answer away from the HTTP decoder, which would take them for the beginning of the next one: they end the
/// connection.
final class AnswerBoundary: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let connection: HTTPConnection

    init(_ connection: HTTPConnection) { self.connection = connection }

    /// An answer that is complete before the last of the bytes has something behind it.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        guard areExpected() else { return }
        if let most = bytes.readSlice(length: bytes.readableBytes - 1) {
            context.fireChannelRead(wrapInboundOut(most))
            guard areExpected() else { return }
        }
        context.fireChannelRead(wrapInboundOut(bytes))
    }

    private func areExpected() -> Bool {
        if connection.isWaiting { return true }
        connection.close()
        return false
    }
}
