internal import Observables

/// One attempt and what is known about its effect.
struct Attempt<Payload> {
    private let answer: ResponseClass<Payload>
    let response: APIResponse?
    let outcome: AttemptOutcome
    /// Without a clear word from the server: it may have done what was asked, or not.
    let mayHaveBeenDone: Bool
    let isExcluded: Bool

    init(
        answer: ResponseClass<Payload>,
        response: APIResponse,
        outcome: AttemptOutcome,
        redactor: @escaping () -> Redactor
    ) {
        self.answer = answer
        self.response = response
        self.outcome = outcome
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

    init(answer: ResponseClass<Payload>, outcome: AttemptOutcome, mayHaveBeenDone: Bool) {
        self.answer = answer
        self.outcome = outcome
        self.mayHaveBeenDone = mayHaveBeenDone
        response = nil
        isExcluded = false
    }

    /// A 2xx whose own word is neither Success nor a failure.
    private static func saysNeither(_ response: APIResponse) -> Bool {
        guard 200...299 ~= response.status, let reply = try? Reply<NoPayload>.decode(response.body) else {
            return false
        }
        return !["failure", "error"].contains(reply.status.lowercased())
    }

    struct Failure {
        let code: LookupFailure.Code
        let detail: String
        /// As far as the answer says.
        let limit: Int

        func mostAttempts(_ call: APICall) -> Int {
            code == .timeout ? min(limit, call.timeoutAttempts ?? .max) : limit
        }
    }

    enum Result {
        /// For better or worse.
        case ended(CallReport<Payload>.Outcome)
        case failed(Failure)
    }

    var result: Result {
        switch answer {
        case .success(let payload): .ended(.success(payload))
        case .absent: .ended(.absent)
        case .stop(let error): .ended(.stopped(error))
        case .failure(let code, let detail): .failed(Failure(code: code, detail: detail, limit: 1))
        case .retryOnce(let code, let detail): .failed(Failure(code: code, detail: detail, limit: 2))
        case .retry(let code, let detail): .failed(Failure(code: code, detail: detail, limit: .max))
        }
    }

    /// For people.
    var cause: String {
        if case .failed(let failure) = result { failure.detail } else { "an answer" }
    }

    /// Whether the budget makes everybody wait because of it.
    func isShared(_ permit: RequestBudget.Permit) -> Bool {
        if case .throttled = outcome { return true }
        return permit.isProbe && outcome.weight > 0
    }
}

/// The attempts of one call so far.
struct CallCourse {
    private(set) var attempts = 0
    /// Those that count against the limit. While nobody gets an answer, waiting is bounded by `max_wait` and not by the attempts of those
    /// who happen to be in front.
    private(set) var counted = 0
    private var isUnsettled = false
    private var response: APIResponse?
    private var answers: Int?
    private var problem: String?

    /// - Parameter answers: Of all calls so far.
    mutating func add<Payload>(_ attempt: Attempt<Payload>, _ permit: RequestBudget.Permit, answers: Int) {
        attempts += 1
        if !(attempt.isShared(permit) && answers == self.answers) { counted += 1 }
        self.answers = answers
        isUnsettled = isUnsettled || attempt.mayHaveBeenDone
        response = attempt.response
        problem = attempt.cause
    }

    func report<Payload>(_ outcome: CallReport<Payload>.Outcome) -> CallReport<Payload> {
        CallReport(outcome: outcome, attempts: attempts, response: response, isUnsettled: isUnsettled)
    }

    func failure<Payload>(_ failure: Attempt<Payload>.Failure, _ attempt: Attempt<Payload>) -> CallFailure {
        CallFailure(
            code: failure.code,
            attempts: attempts,
            detail: failure.detail,
            status: attempt.response?.status,
            isExcluded: attempt.isExcluded
        )
    }

    func notAsked(_ reason: String) -> CallFailure {
        CallFailure(
            code: .unavailable,
            attempts: attempts,
            detail: problem.map { "\($0); not asked again: \(reason)" } ?? "not asked: \(reason)",
            status: response?.status,
            isExcluded: false
        )
    }
}
