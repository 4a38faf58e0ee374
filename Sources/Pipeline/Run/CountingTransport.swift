import Synchronization
import ThreatConnect

/// Counts the requests that really went out, repeated attempts included.
final class CountingTransport: HTTPTransport {
    private let wrapped: any HTTPTransport
    private let sent = Atomic(0)

    init(_ wrapped: any HTTPTransport) { self.wrapped = wrapped }

    var count: Int { sent.load(ordering: .relaxed) }

    func send(_ request: APIRequest) async throws(TransportError) -> APIResponse {
        sent.add(1, ordering: .relaxed)
        return try await wrapped.send(request)
    }
}
