internal import Observables

extension TransportError {
    /// What a failed attempt means for its call.
    func responseClass<Payload>(redactor: Redactor) -> ResponseClass<Payload> {
        let detail = redactor.clean(detail)
        switch code {
        case .cancelled: return .stop(.cancelled)
        case .certificate: return .stop(Self.untrusted(detail))
        case .proxyAuthentication: return .stop(.proxyAuthentication(detail))
        case .timeout: return .retry(.timeout, detail: detail, after: nil)
        case .tooLarge: return .failure(.badResponse, detail: detail)
        case .malformed: return .retryOnce(.badResponse, detail: detail)
        case .nameResolution, .connectionRefused, .unreachable, .connectionLost, .tls, .proxy, .other:
            return .retry(.connection, detail: detail, after: nil)
        }
    }

    private static func untrusted(_ detail: String) -> RunStoppingError {
        RunStoppingError(
            code: .tls,
            message: "The server's certificate is not trusted: \(detail)",
            advice:
                "Set ca_file to the PEM file of the authority that issued it (a company's own, or that of an inspecting "
                + "proxy), and check the host name in url."
        )
    }
}

extension RunStoppingError {
    package static let cancelled = RunStoppingError(code: .cancelled, message: "The run was interrupted.", advice: "")
}
