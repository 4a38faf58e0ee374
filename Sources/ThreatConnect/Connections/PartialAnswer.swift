internal import NIOCore
internal import NIOHTTP1

/// As much of an answer as has arrived.
struct PartialAnswer {
    private var head: HTTPResponseHead?
    private var body: [UInt8] = []

    mutating func begin(_ head: HTTPResponseHead) { self.head = head }

    /// - Throws: ``BodyTooLarge``.
    mutating func append(_ part: ByteBuffer, limit: Int) throws {
        guard body.count + part.readableBytes <= limit else { throw BodyTooLarge(limit: limit) }
        body.append(contentsOf: part.readableBytesView)
    }

    /// Whether the server is ready for another request on this connection.
    var keepsConnection: Bool { head.map { $0.isKeepAlive && $0.status != .switchingProtocols } ?? false }

    /// nil without a head.
    var response: APIResponse? {
        head.map { head in
            APIResponse(
                status: Int(head.status.code),
                reason: head.status.reasonPhrase,
                headers: head.headers.map { HeaderField($0.name, $0.value) },
                body: body
            )
        }
    }
}

/// A body larger than ``ConnectionSettings/maxBodySize``.
struct BodyTooLarge: Error {
    let limit: Int
}
