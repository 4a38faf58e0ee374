internal import AsyncHTTPClient
internal import NIOCore
internal import NIOSSL
internal import Observables

extension HTTPClient.Configuration {
    /// - Throws: When `ca_file` cannot be read.
    init(settings: ConnectionSettings) throws(ConnectionSettingsError) {
        let timeout = Timeout(
            connect: TimeAmount(settings.connectTimeout),
            read: TimeAmount(settings.readTimeout),
            write: TimeAmount(settings.readTimeout)
        )
        self.init(
            tlsConfiguration: try Self.tls(settings),
            redirectConfiguration: .disallow,
            timeout: timeout,
            proxy: settings.httpProxy.map(Self.proxy),
            decompression: .enabled(limit: .size(settings.maxBodySize))
        )
        httpVersion = .http1Only
        connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = max(1, settings.maxConnections)
        // Retrying is the client's business, where attempts are counted and waits are bounded.
        connectionPool.retryConnectionEstablishment = false
        // Nobody installs a tracer, and describing every request to none costs as much as signing it.
        tracing.tracer = nil
    }

    private static func tls(_ settings: ConnectionSettings) throws(ConnectionSettingsError) -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        if !settings.verifySSL { tls.certificateVerification = .none }
        if let path = settings.caFile { tls.trustRoots = .certificates(try certificates(path)) }
        return tls
    }

    private static func certificates(_ path: String) throws(ConnectionSettingsError) -> [NIOSSLCertificate] {
        let certificates: [NIOSSLCertificate]
        do {
            certificates = try NIOSSLCertificate.fromPEMFile(path)
        } catch {
            throw ConnectionSettingsError(
                setting: .caFile,
                problem:
                    "\"\(path)\" cannot be read as certificates in PEM form (-----BEGIN CERTIFICATE-----): \(error)"
            )
        }
        guard !certificates.isEmpty else {
            throw ConnectionSettingsError(setting: .caFile, problem: "\"\(path)\" holds no certificate")
        }
        return certificates
    }

    private static func proxy(_ address: ProxyAddress) -> Proxy {
        let authorization = address.user.map {
            HTTPClient.Authorization.basic(username: $0, password: address.password?.reveal() ?? "")
        }
        return .server(host: address.host, port: address.port, authorization: authorization)
    }
}

extension TimeAmount {
    /// Whole nanoseconds, limited to what the type holds.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        self = .nanoseconds(overflow ? .max / 2 : min(nanoseconds, .max / 2) + attoseconds / 1_000_000_000)
    }
}
