internal import Foundation
internal import NIOCore
internal import NIOExtras
internal import NIOHTTP1

/// A way through an HTTP proxy with `CONNECT` (RFC 9110, section 9.3.6). The proxy learns nothing but the server's name and port.
struct ProxyTunnel {
    let url: BaseURL
    let proxy: ProxyAddress
    let deadline: NIODeadline

    /// Leaves the connection as it was, but with the server at its end.
    func open(_ channel: any Channel, before last: any ChannelHandler) -> EventLoopFuture<Void> {
        let opened = channel.eventLoop.makePromise(of: Void.self)
        let encoder = HTTPRequestEncoder()
        let decoder = ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .forwardBytes))
        let connect = NIOHTTP1ProxyConnectHandler(
            targetHost: url.host,
            targetPort: url.usedPort,
            headers: headers,
            deadline: deadline,
            promise: opened
        )
        let pipeline = channel.pipeline.syncOperations
        do {
            try pipeline.addHandlers([encoder, decoder, connect], position: .before(last))
        } catch {
            opened.fail(error)
        }
        return opened.futureResult.assumeIsolated()
            .flatMap { pipeline.removeHandler(decoder).and(pipeline.removeHandler(encoder)).map { _ in } }
            .nonisolated()
    }

    private var headers: HTTPHeaders {
        var headers = HTTPHeaders([("Host", "\(url.host):\(url.usedPort)")])
        if let user = proxy.user {
            let credentials = Data("\(user):\(proxy.password?.reveal() ?? "")".utf8).base64EncodedString()
            headers.add(name: "Proxy-Authorization", value: "Basic \(credentials)")
        }
        return headers
    }
}
