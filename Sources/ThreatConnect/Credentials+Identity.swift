internal import Crypto
internal import Foundation

extension Credentials {
    /// Tells API users apart without saying who they are: 32 hexadecimal digits, the same in every run. What a user may see decides
    /// what the API answers. Nobody gets from it to a key or a token: those are long and random, and the digest is one way.
    package var identity: String {
        let shown =
            switch self {
            case .hmac(let accessKey, _): "access key:" + accessKey.reveal()
            case .token(let token): "token:" + token.reveal()
            }
        let digest = SHA256.hash(data: Data("tcenrich answers for \(shown)".utf8))
        return digest.prefix(16).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
