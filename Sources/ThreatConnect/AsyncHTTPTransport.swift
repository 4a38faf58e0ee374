internal import AsyncHTTPClient
internal import Foundation
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// Sends over the network with a pool of kept-alive HTTP/1.1 connections. Redirects are not followed: each target
/// needs its own signature, and credentials stay with the host they were meant for.
package final class AsyncHTTPTransport: HTTPTransport {
    private let client: HTTPClient
    private let url: BaseURL
    private let hasProxy: Bool
    private let connectTimeout: Duration
    private let attemptTimeout: Duration
    private let maxBodySize: Int
    /// Names the settings in messages.
    private let classifier: TransportErrorClassifier

    /// Opens no connection yet.
    ///
    /// - Throws: When the credentials cannot be sent or `ca_file` cannot be read.
    package init(settings: ConnectionSettings) throws(ConnectionSettingsError) {
        try settings.credentials.validate()
        client = HTTPClient(
            // One loop for all connections: it finds more than one answer each time it looks, and no request changes between two.
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton.next()),
            configuration: try HTTPClient.Configuration(settings: settings)
        )
        url = settings.url
        hasProxy = settings.httpProxy != nil
        connectTimeout = settings.connectTimeout
        attemptTimeout = settings.attemptTimeout
        maxBodySize = settings.maxBodySize
        classifier = TransportErrorClassifier(settings: settings)
    }

    /// Must be called before the transport is let go. Calls under way fail.
    package func shutdown() async throws { try await client.shutdown() }

    package func send(_ request: APIRequest) async throws(TransportError) -> APIResponse {
        do {
            let deadline = NIODeadline.now() + TimeAmount(attemptTimeout)
            let collector = ResponseCollector(maxBodySize: maxBodySize)
            let call = client.execute(request: try HTTPClient.Request(request), delegate: collector, deadline: deadline)
            return try await withTaskCancellationHandler {
                try await call.futureResult.get()
            } onCancel: {
                call.cancel()
            }
        } catch {
            throw await explained(classifier.transportError(error))
        }
    }

    /// Behind a proxy there is no way to the certificate.
    private func explained(_ error: TransportError) async -> TransportError {
        guard error.code == .certificate, !hasProxy else { return error }
        let probe = CertificateProbe(host: url.host, port: url.port ?? 443, timeout: connectTimeout)
        return await probe.dateProblem(now: Date()).map { TransportError(.certificateDates, $0) } ?? error
    }
}

extension HTTPClient.Request {
    fileprivate init(_ request: APIRequest) throws {
        try self.init(
            url: request.origin + request.target.text,
            method: HTTPMethod(rawValue: request.method),
            headers: HTTPHeaders(request.headers.map { ($0.name, $0.value) }),
            body: request.body.map { .bytes($0) }
        )
    }
}
