import Logging
import Observables
import PipelineFile
import ThreatConnect

/// Makes sure, with one request, that address, credentials and owner names work before thousands of requests rely on them.
struct OwnerCheck {
    let wanted: [String]
    let logger: Logger

    /// - Throws: `RunStoppingError`: credentials, owner names, or no usable answer.
    func check(_ client: ThreatConnectClient) async throws {
        switch try await client.owners() {
        case .failure(let failure) where failure.code == .refused:
            // Some instances keep the list of owners from some users; the look-ups themselves will show what works.
            logger.warning("the list of owners could not be read", metadata: ["cause": "\(failure.detail)"])
        case .failure(let failure):
            let attempts = failure.attempts == 1 ? "1 attempt" : "\(failure.attempts) attempts"
            throw RunStoppingError(
                code: .unreachable,
                message: "ThreatConnect gave no usable answer in \(attempts): \(failure.detail)",
                advice: "Check url, the network and http_proxy. Nothing was asked or written."
            )
        case .success(let owners):
            try checkNames(owners.map(\.name))
        }
    }

    private func checkNames(_ names: [String]) throws {
        guard let missing = wanted.first(where: { !names.contains($0) }) else { return }
        let near = Spelling.nearest(to: missing, among: names).map { "Did you mean '\($0)'? " } ?? ""
        throw RunStoppingError(
            code: .unknownOwner,
            message: "ThreatConnect shows no owner named '\(missing)' to this user",
            advice: "\(near)Visible owners: \(names.sorted().prefix(20).joined(separator: ", "))"
        )
    }
}
