internal import NIOCore
internal import NIOTLS

/// The last handler of a connection that is being opened: tells when TLS stands, and what goes wrong.
final class OpeningWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private let failure: EventLoopPromise<Void>
    private var handshake: EventLoopPromise<Void>?

    /// - Parameter failure: Failed with the first error, or with ``ConnectionProblem/closed``.
    init(failure: EventLoopPromise<Void>) { self.failure = failure }

    /// Succeeds when TLS stands.
    func handshake(on eventLoop: any EventLoop) -> EventLoopFuture<Void> {
        let promise = eventLoop.makePromise(of: Void.self)
        handshake = promise
        return promise.futureResult
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { handshake?.succeed() }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        failure.fail(error)
        handshake?.fail(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        failure.fail(ConnectionProblem.closed)
        handshake?.fail(ConnectionProblem.closed)
        context.fireChannelInactive()
    }
}
