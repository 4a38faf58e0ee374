internal import Observables

/// Reads status, headers and body of a complete answer (API document, sections 1.4, 3.1 and 7). Pure.
struct ResponseClassifier {
    let context: CallContext
    let usesToken: Bool
    /// Cleans what the server says; made only when it says something.
    let redactor: () -> Redactor
    /// Our clock when the answer arrived.
    let unixTime: Int64

    /// - Parameter read: Takes a body apart; throws when it is not what was expected.
    func classify<Payload>(
        _ response: APIResponse,
        read: ([UInt8]) throws -> Reply<Payload>
    ) -> ResponseClass<Payload> {
        switch response.status {
        case 200...299: success(response, read)
        case 300...399: .failure(.badResponse, detail: redirect(response))
        case 400...499: clientError(response)
        default: serverError(response)
        }
    }

    private func success<Payload>(
        _ response: APIResponse,
        _ read: ([UInt8]) throws -> Reply<Payload>
    ) -> ResponseClass<Payload> {
        do {
            let reply = try read(response.body)
            guard reply.isSuccess else { return unsuccessful(response) }
            guard let payload = reply.data else {
                return .failure(.badResponse, detail: "status \(response.status) without data")
            }
            return .success(payload)
        } catch {
            return .retryOnce(.badResponse, detail: unreadable(response, error))
        }
    }

    /// A 2xx whose own `status` is not `Success`.
    private func unsuccessful<Payload>(_ response: APIResponse) -> ResponseClass<Payload> {
        let words = ServerWords(response, redactor: redactor())
        let topic = MessageTopic(words.text)
        if let topic, topic != .exclusionList { return stop(response, words, topic) }
        let problem = "status \(response.status), but the answer's own status is not Success"
        return .failure(.badResponse, detail: "\(problem): \(words.text)")
    }

    private func clientError<Payload>(_ response: APIResponse) -> ResponseClass<Payload> {
        let words = ServerWords(response, redactor: redactor())
        let topic = words.isHTML ? nil : MessageTopic(words.text)
        switch (response.status, topic) {
        case (_, .exclusionList),
            (403, _) where words.isHTML && context.subject == .value:
            return .failure(.refused, detail: refusal(response, words))
        case (401, _), (403, _), (400, .some), (_, .owner), (_, .licence):
            return stop(response, words, topic)
        case (404, _):
            return notFound(response, words)
        case (407, _):
            return .stop(.proxyAuthentication(words.text))
        case (408, _), (425, _), (429, _):
            return retry(response, words)
        default:
            return .failure(.refused, detail: refusal(response, words))
        }
    }

    /// Only ThreatConnect's own word counts as absent. A wrong `url` or a proxy also answers 404, to everything.
    private func notFound<Payload>(_ response: APIResponse, _ words: ServerWords) -> ResponseClass<Payload> {
        if words.concernsAttributeType { return .failure(.refused, detail: refusal(response, words)) }
        guard words.isFromThreatConnect else {
            let advice = "check that url is a ThreatConnect instance and nothing in front of it answers instead"
            return .failure(.badResponse, detail: "status 404, but not from the API (\(words.text)); \(advice)")
        }
        return .absent
    }

    private func serverError<Payload>(_ response: APIResponse) -> ResponseClass<Payload> {
        let words = ServerWords(response, redactor: redactor())
        if MessageTopic(words.text) == .licence { return stop(response, words, .licence) }
        return retry(response, words)
    }

    private func retry<Payload>(_ response: APIResponse, _ words: ServerWords) -> ResponseClass<Payload> {
        .retry(.unavailable, detail: "status \(response.status): \(words.text)")
    }

    private func stop<Payload>(
        _ response: APIResponse,
        _ words: ServerWords,
        _ topic: MessageTopic?
    ) -> ResponseClass<Payload> {
        let serverTime = response.header("Date").flatMap(HTTPDate.unixTime)
        let advice = StopAdvice(
            context: context,
            usesToken: usesToken,
            clockDifference: serverTime.map { $0 - unixTime }
        )
        return .stop(advice.error(status: response.status, words: words.text, topic: topic))
    }

    private func refusal(_ response: APIResponse, _ words: ServerWords) -> String {
        guard words.isHTML else { return "status \(response.status): \(words.text)" }
        return "status \(response.status): refused by something in front of ThreatConnect (\(words.text))"
    }

    private func redirect(_ response: APIResponse) -> String {
        let location = response.header("Location").map { $0.prefix { $0 != "?" && $0 != "#" } } ?? "nowhere"
        let target = redactor().clean(String(location), limit: 120)
        return "status \(response.status): redirected to \(target); set url to the instance's final address"
    }

    private func unreadable(_ response: APIResponse, _ error: any Error) -> String {
        if ServerWords.looksLikeHTML(response) {
            return
                "status \(response.status) with an HTML page instead of JSON; check url, and proxies that ask for a login"
        }
        let problem = redactor().clean(Self.problem(error), limit: 160)
        return "status \(response.status) with \(response.body.count) bytes that are not the expected JSON: \(problem)"
    }

    private static func problem(_ error: any Error) -> String {
        if let error = error as? JSONTextError { return error.description }
        guard let error = error as? DecodingError else { return "unreadable" }
        switch error {
        case .dataCorrupted(let context), .typeMismatch(_, let context), .valueNotFound(_, let context),
            .keyNotFound(_, let context):
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            return path.isEmpty ? context.debugDescription : "\(path): \(context.debugDescription)"
        @unknown default:
            return "unreadable"
        }
    }
}

extension RunStoppingError {
    static func proxyAuthentication(_ words: String) -> RunStoppingError {
        RunStoppingError(
            code: .proxy,
            message: "The proxy refused to be used without other credentials: \(words)",
            advice: "Check user and password in http_proxy."
        )
    }
}
