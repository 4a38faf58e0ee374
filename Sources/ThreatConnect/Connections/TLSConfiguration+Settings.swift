internal import NIOCore
internal import NIOSSL

extension TLSConfiguration {
    /// - Throws: When `ca_file` cannot be read.
    init(_ settings: ConnectionSettings) throws(ConnectionSettingsError) {
        self = .makeClientConfiguration()
        applicationProtocols = ["http/1.1"]
        // For the other side's farewell, which nobody needs: every answer says itself where it ends.
        shutdownTimeout = .milliseconds(250)
        if !settings.verifySSL { certificateVerification = .none }
        if let path = settings.caFile { trustRoots = .certificates(try Self.certificates(path)) }
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
}
