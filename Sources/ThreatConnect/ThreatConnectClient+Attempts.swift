internal import Logging
internal import Observables

extension ThreatConnectClient {
    /// Sends, and tries again as ``RetryPolicy`` and the call allow. Every attempt is signed anew.
    ///
    /// - Parameter read: Takes the body of a successful answer apart.
    func perform<Payload>(_ call: APICall, read: ([UInt8]) throws -> Reply<Payload>) async -> CallReport<Payload> {
        var attempts = 0
        var isUnsettled = false
        while true {
            guard !Task.isCancelled else {
                return CallReport(
                    outcome: .stopped(.cancelled),
                    attempts: attempts,
                    response: nil,
                    isUnsettled: isUnsettled
                )
            }
            attempts += 1
            let attempt = await attempt(call, number: attempts, read: read)
            isUnsettled = isUnsettled || attempt.mayHaveBeenDone
            func report(_ outcome: CallReport<Payload>.Outcome) -> CallReport<Payload> {
                CallReport(outcome: outcome, attempts: attempts, response: attempt.response, isUnsettled: isUnsettled)
            }
            let (code, detail, wait, limit): (LookupFailure.Code, String, Duration?, Int)
            switch attempt.answer {
            case .success(let payload): return report(.success(payload))
            case .absent: return report(.absent)
            case .stop(let error): return report(.stopped(error))
            case .failure(let failure, let text): (code, detail, wait, limit) = (failure, text, nil, 1)
            case .retryOnce(let failure, let text): (code, detail, wait, limit) = (failure, text, nil, 2)
            case .retry(let failure, let text, let after):
                let most = failure == .timeout ? call.timeoutAttempts ?? .max : .max
                (code, detail, wait, limit) = (failure, text, after, most)
            }
            let mustNotRepeat = !call.isRepeatable && attempt.mayHaveBeenDone
            guard !mustNotRepeat, attempts < min(limit, policy.maxAttempts) else {
                let failure = CallFailure(
                    code: code,
                    attempts: attempts,
                    detail: detail,
                    status: attempt.response?.status,
                    isExcluded: attempt.isExcluded
                )
                return report(.failed(failure))
            }
            do throws(RunStoppingError) {
                try await pause(afterAttempt: attempts, retryAfter: wait)
            } catch {
                return report(.stopped(error))
            }
        }
    }

    private func attempt<Payload>(
        _ call: APICall,
        number: Int,
        read: ([UInt8]) throws -> Reply<Payload>
    ) async -> Attempt<Payload> {
        let request = signed(call)
        let metadata: Logger.Metadata = [
            "method": "\(request.method)", "target": "\(call.target)", "attempt": "\(number)",
        ]
        do throws(TransportError) {
            let response = try await transport.send(request)
            logger.debug("answered", metadata: metadata.merging(["status": "\(response.status)"]) { $1 })
            let redactor = { self.redactor.including(request) }
            let classifier = ResponseClassifier(
                context: call.context,
                usesToken: settings.credentials.isToken,
                redactor: redactor,
                unixTime: environment.unixTime()
            )
            let answer = classifier.classify(response, read: read)
            return Attempt(answer: answer, response: response, redactor: redactor)
        } catch {
            let redactor = redactor.including(request)
            logger.debug(
                "no answer",
                metadata: metadata.merging(["error": "\(redactor.clean(error.description))"]) { $1 }
            )
            return Attempt(
                answer: error.responseClass(redactor: redactor),
                response: nil,
                mayHaveBeenDone: !error.provesNothingWasSent
            )
        }
    }

    private func signed(_ call: APICall) -> APIRequest {
        var headers = [
            HeaderField("Accept", "application/json"), HeaderField("Accept-Encoding", "gzip, deflate"),
            HeaderField("User-Agent", settings.userAgent),
        ]
        if call.body != nil { headers.append(HeaderField("Content-Type", "application/json")) }
        let method = call.method.rawValue
        let signature = signer.headers(method: method, target: call.target.text, unixTime: environment.unixTime())
        return APIRequest(
            method: method,
            origin: settings.url.origin,
            target: call.target,
            headers: headers + signature,
            body: call.body
        )
    }

    private func pause(afterAttempt attempt: Int, retryAfter: Duration?) async throws(RunStoppingError) {
        let delay = policy.delay(afterAttempt: attempt, retryAfter: retryAfter, random: environment.random())
        logger.debug("will try again", metadata: ["after": "\(delay)", "attempt": "\(attempt)"])
        do {
            try await environment.sleep(delay)
        } catch {
            throw .cancelled
        }
    }
}

/// One attempt and what is known about its effect.
private struct Attempt<Payload> {
    let answer: ResponseClass<Payload>
    let response: APIResponse?
    /// Without a clear word from the server: it may have done what was asked, or not.
    let mayHaveBeenDone: Bool
    let isExcluded: Bool

    init(answer: ResponseClass<Payload>, response: APIResponse, redactor: @escaping () -> Redactor) {
        self.answer = answer
        self.response = response
        switch answer {
        case .success, .absent, .stop: (mayHaveBeenDone, isExcluded) = (false, false)
        case .failure:
            mayHaveBeenDone = Self.saysNeither(response)
            isExcluded =
                400...499 ~= response.status
                && MessageTopic(ServerWords(response, redactor: redactor()).text) == .exclusionList
        // Both say that the request was not taken on; of other errors the server may have been half-way.
        case .retry: (mayHaveBeenDone, isExcluded) = (![429, 503].contains(response.status), false)
        case .retryOnce: (mayHaveBeenDone, isExcluded) = (true, false)
        }
    }

    /// A 2xx whose own word is neither Success nor a failure.
    private static func saysNeither(_ response: APIResponse) -> Bool {
        guard 200...299 ~= response.status, let reply = try? Reply<NoPayload>.decode(response.body) else {
            return false
        }
        return !["failure", "error"].contains(reply.status.lowercased())
    }

    init(answer: ResponseClass<Payload>, response: Void?, mayHaveBeenDone: Bool) {
        self.answer = answer
        self.response = nil
        self.mayHaveBeenDone = mayHaveBeenDone
        isExcluded = false
    }
}

extension TransportError {
    /// The connection was never made: the server cannot have seen the request.
    fileprivate var provesNothingWasSent: Bool {
        switch code {
        case .nameResolution, .connectionRefused, .proxy, .proxyAuthentication, .certificate: true
        case .unreachable, .connectionLost, .timeout, .tls, .tooLarge, .malformed, .cancelled, .other: false
        }
    }
}
