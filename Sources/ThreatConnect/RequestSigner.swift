internal import Crypto
internal import Foundation
package import Observables

/// Makes the authentication headers of one request (API document, section 1.1 and 1.2).
package struct RequestSigner: Sendable, CustomReflectable {
    private enum Method {
        /// The signer has taken the key in; it signs on copies.
        case hmac(accessKey: Secret, signer: HMAC<SHA256>)
        case token(Secret)
    }

    private let method: Method

    package init(_ credentials: Credentials) {
        method =
            switch credentials {
            // The key is the text's own bytes, even where it looks like Base64 or hexadecimal.
            case .hmac(let accessKey, let secretKey):
                .hmac(accessKey: accessKey, signer: Self.signer(secretKey))
            case .token(let token): .token(token)
            }
    }

    /// Headers valid for five minutes around `unixTime`: every attempt needs its own.
    package func headers(method verb: String, target: String, unixTime: Int64) -> [HeaderField] {
        switch method {
        case .hmac(let accessKey, let signer):
            let signature = Self.signature(of: "\(target):\(verb):\(unixTime)", signer)
            return [
                HeaderField("Timestamp", String(unixTime)),
                HeaderField("Authorization", "TC \(accessKey.reveal()):\(signature)"),
            ]
        case .token(let token):
            return [HeaderField("Authorization", "TC-Token \(token.reveal())")]
        }
    }

    /// HMAC-SHA256 in standard Base64.
    package static func signature(of text: String, secretKey: Secret) -> String {
        signature(of: text, signer(secretKey))
    }

    /// Shows nothing of the key.
    package var customMirror: Mirror { Mirror(self, children: []) }

    private static func signer(_ secretKey: Secret) -> HMAC<SHA256> {
        HMAC(key: SymmetricKey(data: Data(secretKey.reveal().utf8)))
    }

    private static func signature(of text: String, _ signer: HMAC<SHA256>) -> String {
        var signer = signer
        signer.update(data: Array(text.utf8))
        return Data(signer.finalize()).base64EncodedString()
    }
}
