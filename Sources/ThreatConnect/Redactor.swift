internal import Foundation
internal import Observables

/// Removes credentials from text that came from outside and may repeat what was sent.
package struct Redactor: Sendable {
    /// Longest first, so that a secret that contains another one leaves nothing behind.
    private let secrets: [Secret]

    package init(settings: ConnectionSettings) {
        var texts: [String] = []
        switch settings.credentials {
        case .hmac(let accessKey, let secretKey): texts = [accessKey.reveal(), secretKey.reveal()]
        case .token(let token): texts = [token.reveal()]
        }
        if let proxy = settings.httpProxy, let password = proxy.password?.reveal() {
            let pair = "\(proxy.user ?? ""):\(password)"
            texts += [password, PercentEncoding.encode(password), Data(pair.utf8).base64EncodedString()]
        }
        self.init(secrets: texts)
    }

    private init(secrets: [String]) {
        self.secrets = Set(secrets).filter { !$0.isEmpty }.sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }.map {
            Secret($0)
        }
    }

    /// Also removes what authenticates this one request.
    package func including(_ request: APIRequest) -> Redactor {
        let values = request.headers.filter { $0.name == "Authorization" }.map(\.value)
        let signatures = values.compactMap { value in
            value.lastIndex(of: ":").map { String(value[value.index(after: $0)...]) }
        }
        return Redactor(secrets: secrets.map { $0.reveal() } + values + signatures)
    }

    /// One line of at most `limit` characters, without secrets and control characters.
    package func clean(_ text: String, limit: Int = 300) -> String {
        var text = text
        for secret in secrets { text = text.replacing(secret.reveal(), with: "[secret]") }
        let line = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) }
        let words = String(line).split(separator: " ").joined(separator: " ")
        return words.count > limit ? words.prefix(limit) + "…" : words
    }
}
