internal import Logging
internal import Observables

extension ThreatConnectClient {
    /// Sends, and tries again as ``RetryPolicy``, the budget and the call allow. Every attempt is signed anew.
    ///
    /// - Parameter read: Takes the body of a successful answer apart.
    func perform<Payload>(_ call: APICall, read: ([UInt8]) throws -> Reply<Payload>) async -> CallReport<Payload> {
        var course = CallCourse()
        while true {
            guard !Task.isCancelled else { return course.report(.stopped(.cancelled)) }
            let permit: RequestBudget.Permit
            switch await admission() {
            case .permitted(let given): permit = given
            case .refused(let reason): return course.report(.failed(course.notAsked(reason)))
            case .stopped(let error): return course.report(.stopped(error))
            }
            let attempt = await attempt(call, number: course.attempts + 1, permit, read: read)
            course.add(attempt, permit, answers: budget.answers)
            let failure: Attempt<Payload>.Failure
            switch attempt.result {
            case .ended(let outcome): return course.report(outcome)
            case .failed(let problem): failure = problem
            }
            let mustNotRepeat = !call.isRepeatable && attempt.mayHaveBeenDone
            let most = min(failure.mostAttempts(call), policy.maxAttempts)
            guard !mustNotRepeat, course.counted < most else {
                return course.report(.failed(course.failure(failure, attempt)))
            }
            // The others wait as well then: for the pause, or for the one request.
            if attempt.isShared(permit) { continue }
            do throws(RunStoppingError) {
                try await pause(afterAttempt: course.counted)
            } catch {
                return course.report(.stopped(error))
            }
        }
    }

    private enum Admission {
        case permitted(RequestBudget.Permit)
        case refused(String)
        case stopped(RunStoppingError)
    }

    private func admission() async -> Admission {
        do {
            switch try await budget.admit() {
            case .permitted(let permit): return .permitted(permit)
            case .refused(let reason): return .refused(reason)
            }
        } catch is CancellationError {
            return .stopped(.cancelled)
        } catch {
            return .stopped(.quotaUnknown("\(error)"))
        }
    }

    private func attempt<Payload>(
        _ call: APICall,
        number: Int,
        _ permit: RequestBudget.Permit,
        read: ([UInt8]) throws -> Reply<Payload>
    ) async -> Attempt<Payload> {
        let request = signed(call)
        let attempt = await send(request, call, number: number, read: read)
        let kind = AnswerKind(call.kind, status: attempt.response?.status)
        budget.finish(permit, attempt.outcome, kind: kind, attempt: number) { attempt.cause }
        return attempt
    }

    private func send<Payload>(
        _ request: APIRequest,
        _ call: APICall,
        number: Int,
        read: ([UInt8]) throws -> Reply<Payload>
    ) async -> Attempt<Payload> {
        func metadata(_ name: String, _ value: String) -> Logger.Metadata {
            [
                "method": "\(request.method)", "target": "\(call.target)", "attempt": "\(number)",
                name: "\(value)",
            ]
        }
        do throws(TransportError) {
            let response = try await transport.send(request)
            logger.debug("answered", metadata: metadata("status", "\(response.status)"))
            let redactor = { self.redactor.including(request) }
            let unixTime = environment.unixTime()
            let classifier = ResponseClassifier(
                context: call.context,
                usesToken: settings.credentials.isToken,
                redactor: redactor,
                unixTime: unixTime
            )
            return Attempt(
                answer: classifier.classify(response, read: read),
                response: response,
                outcome: AttemptOutcome(
                    response,
                    retryAfter: RetryPolicy.retryAfter(response, unixTime: unixTime)
                ),
                redactor: redactor
            )
        } catch {
            let redactor = redactor.including(request)
            logger.debug("no answer", metadata: metadata("error", redactor.clean(error.description)))
            return Attempt(
                answer: error.responseClass(redactor: redactor),
                outcome: AttemptOutcome(error),
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

    private func pause(afterAttempt attempt: Int) async throws(RunStoppingError) {
        let delay = RetryPolicy.backoff(afterAttempt: attempt, random: environment.random())
        logger.debug("will try again", metadata: ["after": "\(delay)", "attempt": "\(attempt)"])
        do {
            try await environment.sleep(delay)
        } catch {
            throw .cancelled
        }
    }
}

extension TransportError {
    /// The connection was never made: the server cannot have seen the request.
    fileprivate var provesNothingWasSent: Bool {
        if nothingWasSent { return true }
        return switch code {
        case .nameResolution, .connectionRefused, .proxy, .proxyAuthentication, .certificate, .certificateDates,
            .certificateName:
            true
        case .unreachable, .connectionLost, .timeout, .tls, .tooLarge, .malformed, .cancelled, .other: false
        }
    }
}
