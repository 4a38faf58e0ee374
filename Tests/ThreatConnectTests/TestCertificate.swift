import Crypto
import NIOSSL

/// Self-signed certificates for the same key, valid from 2020 to 2120 if not said otherwise.
struct TestCertificate: Sendable {
    let pem: String

    func serverContext() throws -> NIOSSLContext {
        // The private key is 32 times the byte 1: it protects nothing.
        let key = try P256.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: 1, count: 32))
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.pemRepresentation.utf8), format: .pem))
            )
        )
    }

    /// For the address 127.0.0.1 and no name.
    static let loopback = TestCertificate(
        pem: """
            -----BEGIN CERTIFICATE-----
            MIIBUjCB+aADAgECAgEBMAoGCCqGSM49BAMCMB8xHTAbBgNVBAMMFHRjZW5yaWNo
            IHRlc3Qgc2VydmVyMCAXDTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAxMDAwMDAwWjAf
            MR0wGwYDVQQDDBR0Y2VucmljaCB0ZXN0IHNlcnZlcjBZMBMGByqGSM49AgEGCCqG
            SM49AwEHA0IABG/wO5SSQc4drdQ1GeaWDgqFtBppoFwygQOqK84VlMoWPE91OlW/
            AdxT9sCwx+7ni0DG/30lqW4igrmJzvccFEqjJDAiMA8GA1UdEQQIMAaHBH8AAAEw
            DwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiAPf1EdSNXM5pknyxHB
            QpvlboxkVoGu+DFrNyBf8ZkU2wIhAPUzBLddYeOup6JlO6SRbETnMjLIs9oIzGM3
            zHNqFvz9
            -----END CERTIFICATE-----
            """
    )

    /// For the address 127.0.0.1, until 2021-01-01.
    static let expired = TestCertificate(
        pem: """
            -----BEGIN CERTIFICATE-----
            MIIBbzCCARagAwIBAgIBAzAKBggqhkjOPQQDAjAfMR0wGwYDVQQDDBR0Y2Vucmlj
            aCB0ZXN0IHNlcnZlcjAeFw0yMDAxMDEwMDAwMDBaFw0yMTAxMDEwMDAwMDBaMB8x
            HTAbBgNVBAMMFHRjZW5yaWNoIHRlc3Qgc2VydmVyMFkwEwYHKoZIzj0CAQYIKoZI
            zj0DAQcDQgAEb/A7lJJBzh2t1DUZ5pYOCoW0GmmgXDKBA6orzhWUyhY8T3U6Vb8B
            3FP2wLDH7ueLQMb/fSWpbiKCuYnO9xwUSqNDMEEwDwYDVR0RBAgwBocEfwAAATAP
            BgNVHRMBAf8EBTADAQH/MB0GA1UdDgQWBBQuBix5Zl580sMuRht8V8MsAPQUMDAK
            BggqhkjOPQQDAgNHADBEAiBWjRgCTRYQ1PSfhPf+r4D5V7aT67FcMdOvKCi2X8gc
            pAIgV+PBFl7wzl7cYwVnG5UCgYQWvmEFY+BQtP+YHf1dqRQ=
            -----END CERTIFICATE-----
            """
    )

    /// For the name other.example and no address.
    static let otherName = TestCertificate(
        pem: """
            -----BEGIN CERTIFICATE-----
            MIIBXTCCAQKgAwIBAgIBAjAKBggqhkjOPQQDAjAfMR0wGwYDVQQDDBR0Y2Vucmlj
            aCB0ZXN0IHNlcnZlcjAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFow
            HzEdMBsGA1UEAwwUdGNlbnJpY2ggdGVzdCBzZXJ2ZXIwWTATBgcqhkjOPQIBBggq
            hkjOPQMBBwNCAARv8DuUkkHOHa3UNRnmlg4KhbQaaaBcMoEDqivOFZTKFjxPdTpV
            vwHcU/bAsMfu54tAxv99JaluIoK5ic73HBRKoy0wKzAYBgNVHREEETAPgg1vdGhl
            ci5leGFtcGxlMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhANG1
            auDbUTxvxjCTuH53wo3mJEEApg/wtoTX4Hc5WupSAiEAuGSQ8WrlXGMnAZRejqn7
            wrh65gRIk6OAiIi3sgUeTcc=
            -----END CERTIFICATE-----
            """
    )
}
