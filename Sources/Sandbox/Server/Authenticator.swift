import Crypto
import Foundation
import Observables

/// Verifies the `Authorization` header over the raw request target (API document, section 1).
struct Authenticator: Sendable {
    static let allowedSkew: TimeInterval = 300

    private let accessID: String
    /// Has taken the key in: what remains is done for each request, on a copy.
    private let signer: HMAC<SHA256>
    private let token: Secret?
    private let now: @Sendable () -> Date
    private let failureStatus: Int

    init(_ configuration: SandboxConfiguration) {
        accessID = configuration.accessID
        signer = HMAC(key: SymmetricKey(data: Data(configuration.secretKey.reveal().utf8)))
        token = configuration.token
        now = configuration.now
        failureStatus = configuration.authenticationFailureStatus
    }

    func verify(authorization: String?, timestamp: String?, method: String, target: String) throws(Refusal) {
        guard let authorization, let space = authorization.utf8.firstIndex(of: UInt8(ascii: " ")) else {
            throw Refusal(status: 403, message: "Access Denied")
        }
        let credentials = authorization[authorization.utf8.index(after: space)...]
        switch authorization[..<space] {
        case "TC": try verifySignature(credentials, timestamp ?? "", method, target)
        case "TC-Token": try verifyToken(credentials)
        default: throw Refusal(status: 403, message: "Access Denied")
        }
    }

    private func verifyToken(_ given: Substring) throws(Refusal) {
        guard let token, Self.areEqual(given, token.reveal()) else { throw failure("Unauthorized") }
    }

    private func verifySignature(
        _ credentials: Substring,
        _ timestamp: String,
        _ method: String,
        _ target: String
    ) throws(Refusal) {
        guard let seconds = Int(timestamp) else { throw failure("Invalid timestamp") }
        guard abs(now().timeIntervalSince1970 - TimeInterval(seconds)) <= Self.allowedSkew else {
            throw failure("Timestamp out of acceptable time range")
        }
        guard let colon = credentials.utf8.firstIndex(of: UInt8(ascii: ":")), credentials[..<colon] == accessID else {
            throw failure("Access Denied")
        }
        let signature = credentials[credentials.utf8.index(after: colon)...]
        guard Self.areEqual(signature, sign(target, method, timestamp)) else {
            throw failure("Signature data did not match expected result")
        }
    }

    /// Base64 of the HMAC-SHA256 of the three with colons between them.
    private func sign(_ target: String, _ method: String, _ timestamp: String) -> String {
        var text = Array(target.utf8)
        for part in [method, timestamp] {
            text.append(UInt8(ascii: ":"))
            text.append(contentsOf: part.utf8)
        }
        var signer = signer
        signer.update(data: text)
        return signer.finalize().withUnsafeBytes { Data($0).base64EncodedString() }
    }

    private func failure(_ message: String) -> Refusal { Refusal(status: failureStatus, message: message) }

    /// Takes the same time wherever the first difference is.
    private static func areEqual(_ left: Substring, _ right: String) -> Bool {
        var (left, right) = (left, right)
        return left.withUTF8 { left in
            right.withUTF8 { right in
                left.count == right.count && zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
            }
        }
    }
}
