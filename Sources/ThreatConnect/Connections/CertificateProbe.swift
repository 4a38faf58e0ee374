internal import Foundation
internal import NIOCore
internal import NIOPosix
internal import NIOSSL
internal import Synchronization

/// Looks at the certificate of a server that was refused: the TLS library says that it was, but not why.
///
/// Opens a connection of its own, on which the handshake is broken off as soon as the certificate is there: nothing is sent.
struct CertificateProbe {
    let url: BaseURL
    let timeout: Duration

    /// What is wrong with the certificate's dates; nil when nothing is, or when it cannot be had.
    func dateProblem(now: Date) async -> String? {
        guard let certificate = await certificate() else { return nil }
        let begin = Date(timeIntervalSince1970: TimeInterval(certificate.notValidBefore))
        let end = Date(timeIntervalSince1970: TimeInterval(certificate.notValidAfter))
        if end < now { return "the one of \(url.host) expired on \(day(end))" }
        if begin > now { return "the one of \(url.host) is valid only from \(day(begin)) on" }
        return nil
    }

    private func certificate() async -> NIOSSLCertificate? {
        let seen = Seen()
        do {
            let context = try NIOSSLContext(configuration: .makeClientConfiguration())
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(TimeAmount(timeout))
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let handler = try NIOSSLClientHandler(
                            context: context,
                            serverHostname: url.serverName,
                            customVerificationCallback: { chain, verdict in
                                seen.keep(chain.first)
                                verdict.succeed(NIOSSLVerificationResult.failed)
                            }
                        )
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                }
                .connect(host: url.hostName, port: url.usedPort)
                .get()
            let limit = channel.eventLoop.scheduleTask(in: TimeAmount(timeout)) { channel.close(promise: nil) }
            try await channel.closeFuture.get()
            limit.cancel()
        } catch {
            // The refusal that made us look is told anyway.
        }
        return seen.certificate
    }

    private func day(_ date: Date) -> String { String(date.ISO8601Format().prefix(10)) }

    private final class Seen: Sendable {
        private let first = Mutex<NIOSSLCertificate?>(nil)

        var certificate: NIOSSLCertificate? { first.withLock { $0 } }

        func keep(_ certificate: NIOSSLCertificate?) { first.withLock { $0 = certificate } }
    }
}

extension BaseURL {
    /// What TLS is told: a name, never an address (RFC 6066, section 3).
    var serverName: String? { (try? SocketAddress(ipAddress: hostName, port: usedPort)) == nil ? hostName : nil }
}
