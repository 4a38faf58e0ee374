internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import Synchronization

/// Gathers the parts of one answer where they arrive, on the event loop: the waiting task is woken once, when all are there.
final class ResponseCollector: HTTPClientResponseDelegate {
    private let maxBodySize: Int
    private let parts = Mutex(Parts())

    private struct Parts {
        var head: HTTPResponseHead?
        var body: [UInt8] = []
    }

    /// - Parameter maxBodySize: In bytes, after decompression.
    init(maxBodySize: Int) { self.maxBodySize = maxBodySize }

    func didReceiveHead(task: HTTPClient.Task<APIResponse>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        parts.withLock { $0.head = head }
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(task: HTTPClient.Task<APIResponse>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
        let fits = parts.withLock { parts in
            guard parts.body.count + buffer.readableBytes <= maxBodySize else { return false }
            parts.body.append(contentsOf: buffer.readableBytesView)
            return true
        }
        guard fits else { return task.eventLoop.makeFailedFuture(BodyTooLarge(limit: maxBodySize)) }
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didFinishRequest(task: HTTPClient.Task<APIResponse>) throws -> APIResponse {
        let parts = parts.withLock { $0 }
        guard let head = parts.head else { throw HTTPClientError.remoteConnectionClosed }
        return APIResponse(
            status: Int(head.status.code),
            reason: head.status.reasonPhrase,
            headers: head.headers.map { HeaderField($0.name, $0.value) },
            body: parts.body
        )
    }
}

/// A body larger than ``ConnectionSettings/maxBodySize``.
struct BodyTooLarge: Error {
    let limit: Int
}
