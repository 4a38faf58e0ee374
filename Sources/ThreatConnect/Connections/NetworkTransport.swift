internal import Foundation
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// Sends over the network with a pool of kept-alive HTTP/1.1 connections. Redirects are not followed: each target
/// needs its own signature, and credentials stay with the host they were meant for.
package final class NetworkTransport: HTTPTransport {
    /// One loop for all connections: it finds more than one answer each time it looks, and no request changes between two.
    private let eventLoop: any EventLoop
    private let pool: NIOLoopBoundBox<ConnectionPool>
    private let settings: ConnectionSettings
    /// Names the settings in messages.
    private let classifier: TransportErrorClassifier

    /// Opens no connection yet.
    ///
    /// - Throws: When the credentials cannot be sent, `ca_file` cannot be read, or the server could not be told from others.
    package init(settings: ConnectionSettings) throws(ConnectionSettingsError) {
        try settings.credentials.validate()
        try Self.validateProxy(settings)
        self.settings = settings
        classifier = TransportErrorClassifier(settings: settings)
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let tls = try TLSConfiguration(settings)
        pool = NIOLoopBoundBox.makeBoxSendingValue(
            ConnectionPool(settings: settings, tls: tls, eventLoop: eventLoop),
            eventLoop: eventLoop
        )
        self.eventLoop = eventLoop
    }

    /// Must be called before the transport is let go. Calls under way fail.
    package func shutdown() async throws {
        try await eventLoop.flatSubmit { [pool] in pool.value.shutdown() }.get()
    }

    package func send(_ request: APIRequest) async throws(TransportError) -> APIResponse {
        do {
            let exchange = Exchange(request: request, deadline: .now() + TimeAmount(settings.attemptTimeout))
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    exchange.begin(continuation)
                    onLoop { $0.run(exchange) }
                }
            } onCancel: {
                exchange.finish(.failure(CancellationError()))
                onLoop { $0.abandon(exchange) }
            }
        } catch {
            throw await explained(classifier.transportError(error))
        }
    }

    /// The TLS library checks an address against the one at the other end of the line, and that is the proxy's.
    private static func validateProxy(_ settings: ConnectionSettings) throws(ConnectionSettingsError) {
        let isChecked = settings.url.scheme == "https" && settings.verifySSL
        guard settings.httpProxy != nil, isChecked, settings.url.serverName == nil else { return }
        throw ConnectionSettingsError(
            setting: .url,
            problem: "behind http_proxy, the certificate of an address cannot be checked; use the host name"
        )
    }

    private func onLoop(_ action: @escaping @Sendable (ConnectionPool) -> Void) {
        if eventLoop.inEventLoop { return action(pool.value) }
        eventLoop.execute { [pool] in action(pool.value) }
    }

    /// Behind a proxy there is no way to the certificate.
    private func explained(_ error: TransportError) async -> TransportError {
        guard error.code == .certificate, settings.httpProxy == nil else { return error }
        let probe = CertificateProbe(url: settings.url, timeout: settings.connectTimeout)
        return await probe.dateProblem(now: Date()).map { TransportError(.certificateDates, $0) } ?? error
    }
}
