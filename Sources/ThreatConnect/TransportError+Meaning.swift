internal import Observables

extension TransportError {
    /// What a failed attempt means for its call.
    func responseClass<Payload>(redactor: Redactor) -> ResponseClass<Payload> {
        let detail = redactor.clean(detail)
        switch code {
        case .cancelled: return .stop(.cancelled)
        case .certificate: return .stop(Self.untrusted(detail, Self.authorityAdvice))
        case .certificateDates: return .stop(Self.untrusted(detail, Self.datesAdvice))
        case .certificateName: return .stop(Self.untrusted(detail, Self.nameAdvice))
        case .proxyAuthentication: return .stop(.proxyAuthentication(detail))
        case .timeout: return .retry(.timeout, detail: detail)
        case .tooLarge: return .failure(.badResponse, detail: detail)
        case .malformed: return .retryOnce(.badResponse, detail: detail)
        case .nameResolution, .connectionRefused, .unreachable, .connectionLost, .tls, .proxy, .other:
            return .retry(.connection, detail: detail)
        }
    }

    private static func untrusted(_ detail: String, _ advice: String) -> RunStoppingError {
        RunStoppingError(code: .tls, message: "The server's certificate is not trusted: \(detail)", advice: advice)
    }

    private static let authorityAdvice =
        "Set ca_file to the PEM file of the authority that issued it: a company's own, or that of an inspecting proxy. "
        + trialAdvice
    private static let datesAdvice =
        "Have the certificate of the instance renewed, and check this machine's clock. " + trialAdvice
    private static let nameAdvice =
        "Use in url the host name that the certificate was issued for; ca_file does not help here. " + trialAdvice
    private static let trialAdvice =
        "verify_ssl: false goes on without checking: for trials only, because credentials then go to whoever answers."
}

extension RunStoppingError {
    static func quotaUnknown(_ cause: String) -> RunStoppingError {
        RunStoppingError(
            code: .quota,
            message: "The calls that the quota has left cannot be looked up: \(cause)",
            advice: "Check the state file, or take quota out of the pipeline file."
        )
    }

    package static let cancelled = RunStoppingError(code: .cancelled, message: "The run was interrupted.", advice: "")
}
