internal import AsyncHTTPClient
internal import Foundation
internal import Logging
internal import NIOCore
internal import NIOHTTP1
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
            eventLoopGroupProvider: .singleton,
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
            let response = try await client.execute(HTTPClientRequest(request), deadline: deadline)
            let body = try await body(of: response, deadline: deadline)
            let headers = response.headers.map { HeaderField($0.name, $0.value) }
            return APIResponse(
                status: Int(response.status.code),
                reason: response.status.reasonPhrase,
                headers: headers,
                body: body
            )
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

    /// The library's deadline ends with the head, so the body's is watched here; between two parts it is
    /// `readTimeout` that ends a silence.
    private func body(of response: HTTPClientResponse, deadline: NIODeadline) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await part in response.body {
            guard bytes.count + part.readableBytes <= maxBodySize else { throw BodyTooLarge(limit: maxBodySize) }
            guard NIODeadline.now() < deadline else { throw HTTPClientError.deadlineExceeded }
            bytes.append(contentsOf: part.readableBytesView)
        }
        return bytes
    }
}

/// A body larger than ``ConnectionSettings/maxBodySize``.
struct BodyTooLarge: Error {
    let limit: Int
}

extension HTTPClientRequest {
    fileprivate init(_ request: APIRequest) {
        self.init(url: request.origin + request.target.text)
        method = HTTPMethod(rawValue: request.method)
        headers = HTTPHeaders(request.headers.map { ($0.name, $0.value) })
        body = request.body.map { .bytes(ByteBuffer(bytes: $0)) }
    }
}
