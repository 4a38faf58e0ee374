/// One call from beginning to end, as the connector's actions print it.
package struct APIExchange: Sendable {
    package enum Outcome: Sendable {
        /// The whole body.
        case success(JSONText)
        /// This call failed; others may succeed.
        case failed(WriteFailure)
        /// No further call can succeed.
        case stopped(RunStoppingError)
    }

    package let outcome: Outcome
    /// The last complete answer, also of a failure; nil when there was none.
    package let response: APIResponse?
    package let attempts: Int

    /// The answer's body when it is JSON.
    package var body: JSONText? {
        if case .success(let body) = outcome { return body }
        // What is no JSON has been described by the outcome already.
        return response.flatMap { try? JSONText($0.body) }
    }
}

extension ThreatConnectClient {
    /// Carries one action out, with the retries that it allows. Never throws: what went wrong is part of the exchange.
    package func send(_ action: APIAction) async -> APIExchange {
        guard action.isSendable else {
            let failure = WriteFailure.unsendable("the value cannot be part of a path")
            return APIExchange(outcome: .failed(failure), response: nil, attempts: 0)
        }
        let report = await perform(action.call(base: settings.url), read: Reply<JSONText>.whole)
        let outcome: APIExchange.Outcome
        switch report.outcome {
        case .success(let body): outcome = .success(body)
        case .absent: outcome = absent(action, report)
        case .failed(let failure): outcome = .failed(WriteFailure(failure, isUnsettled: isUnsettled(action, report)))
        case .stopped(let error): outcome = .stopped(error)
        }
        return APIExchange(outcome: outcome, response: report.response, attempts: report.attempts)
    }

    /// Reading leaves nothing open.
    private func isUnsettled(_ action: APIAction, _ report: CallReport<JSONText>) -> Bool {
        action.method != .get && report.isUnsettled
    }

    /// What is gone after an attempt of unknown outcome was deleted by it.
    private func absent(_ action: APIAction, _ report: CallReport<JSONText>) -> APIExchange.Outcome {
        if action.method == .delete, report.isUnsettled, let body = try? JSONText(report.response?.body ?? []) {
            return .success(body)
        }
        let words = report.response.flatMap { try? JSONText($0.body) }?["message"]?.string ?? "not found"
        return .failed(
            WriteFailure(
                code: .notFound,
                outcomeUnknown: isUnsettled(action, report),
                attempts: report.attempts,
                detail: "status \(report.response?.status ?? 404): \(redactor.clean(words))",
                status: report.response?.status
            )
        )
    }
}
