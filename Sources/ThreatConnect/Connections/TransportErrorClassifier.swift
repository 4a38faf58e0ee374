internal import NIOCore
internal import NIOExtras
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import Observables

/// Turns what the HTTP, TLS and socket libraries throw into finite codes and words for people.
///
/// Errors are named by their bounded descriptions only: some of the HTTP library's carry header values.
struct TransportErrorClassifier {
    private let settings: ConnectionSettings

    init(settings: ConnectionSettings) { self.settings = settings }

    func transportError(_ error: any Error) -> TransportError {
        switch error {
        case let error as TransportError: error
        case is CancellationError: TransportError(.cancelled, "cancelled")
        case let error as BodyTooLarge: TransportError(.tooLarge, "the body is larger than \(error.limit) bytes")
        case let error as NotSent: notSent(error.cause)
        case let error as ConnectionProblem: problem(error)
        case let error as NIOHTTP1ProxyConnectHandler.Error: proxyError(error)
        case let error as NIOConnectionError: connectionError(error)
        case let error as NIOSSLError: tlsError(error)
        case let error as BoringSSLError: handshakeError(error)
        case let error as NIOSSLExtraError where error == .failedToValidateHostname:
            TransportError(.certificateName, "it was issued for another name than \(settings.url.host)")
        case is NIOHTTPDecoderError: TransportError(.malformed, "\(peer) answered without being asked")
        case let error as HTTPParserError: parserError(error)
        case let error as IOError: socketError(error)
        case let error as ChannelError: channelError(error)
        default: otherError(error)
        }
    }

    private func problem(_ problem: ConnectionProblem) -> TransportError {
        switch problem {
        case .notOpenInTime: TransportError(.timeout, "no connection to \(way) within \(settings.connectTimeout)")
        case .noFreeConnection:
            TransportError(.timeout, "no free connection to \(way) within \(settings.connectTimeout)")
        case .silent: TransportError(.timeout, "\(peer) was silent for \(settings.readTimeout)")
        case .incomplete: TransportError(.timeout, "no complete answer within \(settings.attemptTimeout)")
        case .closed:
            TransportError(.connectionLost, "\(peer) closed the connection before the answer was complete")
        case .unusableHeader: TransportError(.other, "a header of the request holds a line break")
        case .shutDown: TransportError(.cancelled, "the connections have been closed")
        }
    }

    private func notSent(_ cause: any Error) -> TransportError {
        var error =
            cause as? ConnectionProblem == .closed
            ? TransportError(.connectionLost, "the connection to \(way) was closed while it was being opened")
            : transportError(cause)
        error.nothingWasSent = true
        return error
    }

    private func proxyError(_ error: NIOHTTP1ProxyConnectHandler.Error) -> TransportError {
        if error == .proxyAuthenticationRequired() { return TransportError(.proxyAuthentication, "proxy \(peer)") }
        if error == .httpProxyHandshakeTimeout() { return problem(.notOpenInTime) }
        return TransportError(.proxy, "proxy \(peer) did not open a way to \(settings.url.origin)")
    }

    private func connectionError(_ error: NIOConnectionError) -> TransportError {
        let failures = error.connectionErrors.map(\.error)
        guard let failure = failures.first else {
            return TransportError(.nameResolution, "the name of \(peer) could not be resolved")
        }
        let refused = failures.contains { ($0 as? IOError)?.errnoCode == ECONNREFUSED }
        if refused { return TransportError(.connectionRefused, "\(peer) refused the connection") }
        return (failure as? ChannelError).map(channelError) ?? TransportError(.unreachable, "\(peer) cannot be reached")
    }

    private func tlsError(_ error: NIOSSLError) -> TransportError {
        switch error {
        case .uncleanShutdown: return TransportError(.connectionLost, "\(peer) broke off the TLS connection")
        case .unableToValidateCertificate, .noCertificateToValidate:
            return TransportError(.certificate, "\(settings.url.host) presented one that could not be validated")
        case .handshakeFailed(let cause): return handshakeError(cause)
        default: return TransportError(.tls, "TLS with \(settings.url.origin) failed")
        }
    }

    private func handshakeError(_ cause: BoringSSLError) -> TransportError {
        let text = String(describing: cause)
        if text.contains("CERTIFICATE_VERIFY_FAILED") {
            return TransportError(.certificate, "\(settings.url.host) presented one that no trusted authority issued")
        }
        if text.contains("WRONG_VERSION_NUMBER") || text.contains("HTTP_REQUEST") {
            return TransportError(
                .tls,
                "\(settings.url.origin) does not speak TLS; is url meant to begin with http://?"
            )
        }
        return TransportError(.tls, "the TLS handshake with \(settings.url.origin) failed")
    }

    private func parserError(_ error: HTTPParserError) -> TransportError {
        switch error {
        case .invalidEOFState, .closedConnection:
            TransportError(.connectionLost, "\(peer) closed the connection before the answer was complete")
        default: TransportError(.malformed, "\(peer) did not answer in HTTP (\(error))")
        }
    }

    private func socketError(_ error: IOError) -> TransportError {
        switch error.errnoCode {
        case ECONNREFUSED: TransportError(.connectionRefused, "\(peer) refused the connection")
        case ETIMEDOUT: TransportError(.timeout, "\(peer) stopped answering")
        case ENETUNREACH, EHOSTUNREACH: TransportError(.unreachable, "\(peer) cannot be reached")
        default: TransportError(.connectionLost, "the connection to \(peer) broke (errno \(error.errnoCode))")
        }
    }

    private func channelError(_ error: ChannelError) -> TransportError {
        switch error {
        case .connectTimeout: TransportError(.timeout, "no connection to \(peer) within \(settings.connectTimeout)")
        case .ioOnClosedChannel, .alreadyClosed, .eof, .inputClosed, .outputClosed:
            TransportError(.connectionLost, "the connection to \(peer) was closed")
        default: TransportError(.other, "the connection to \(peer) failed")
        }
    }

    private func otherError(_ error: any Error) -> TransportError {
        let type = String(reflecting: Swift.type(of: error))
        if type.contains("Decompression") {
            return TransportError(
                .malformed,
                "the compressed body is damaged or larger than \(settings.maxBodySize) bytes"
            )
        }
        return TransportError(.other, "unexpected error \(type)")
    }

    /// The server, and the proxy on the way to it.
    private var way: String {
        settings.httpProxy.map { "\(settings.url.origin) through the proxy \($0)" } ?? settings.url.origin
    }

    /// Where connections are opened to: the proxy, if there is one.
    private var peer: String { settings.httpProxy?.description ?? settings.url.origin }
}
