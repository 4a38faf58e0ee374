import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// HTTP/1.1 whose requests are answered on the event loop of their connection: every change of thread between reading a request and
/// writing its answer would cost more than the answer itself.
struct LoopBoundChannel: ServerChildChannel {
    private let http: HTTP1Channel
    private let responder: SandboxResponder

    /// - Parameters:
    ///   - responder: Replies at once where it can.
    ///   - others: Answers the other requests.
    init(_ responder: SandboxResponder, others: @escaping HTTPChannelHandler.Responder) {
        self.responder = responder
        http = HTTP1Channel(responder: others)
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        http.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            let replies = ImmediateReplies(responder)
            try pipeline.addHandler(replies, position: .first)
            try pipeline.addHandler(AnswerWatch(replies), position: .after(decoder))
            Self.keep(value)
            return value
        }
    }

    /// A connection that comes while the server stops is handed to nobody, and NIO ends the process when one is let go that was not ended.
    private static func keep(_ value: HTTP1Channel.Value) {
        value.channel.closeFuture.whenComplete { _ in
            // It is closed: what may be reported here is that it was closed before.
            Task { try? await value.executeThenClose { _, _ in } }
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await withTaskExecutorPreference(EventLoopExecutor(value.channel.eventLoop)) {
            await http.handle(value: value, logger: logger)
        }
    }
}

/// Runs the parts of tasks on one event loop.
private final class EventLoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { [executor = asUnownedTaskExecutor()] in job.runSynchronously(on: executor) }
    }
}
