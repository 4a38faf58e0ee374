import Foundation

/// What the server was asked, for tests that count calls. Control requests (`/sandbox/…`) are not counted.
///
/// Remembers at most 250,000 distinct request lines; further ones only count in the totals.
package final class RequestCounts: Sendable {
    package struct Snapshot: Sendable, Hashable {
        package fileprivate(set) var total = 0
        package fileprivate(set) var inFlight = 0
        package fileprivate(set) var maximumInFlight = 0
        /// Replies by status; a connection that was reset counts as 0.
        package fileprivate(set) var statuses: [Int: Int] = [:]
        /// By `GET /api/v2/owners`: method and raw request target, query included.
        package fileprivate(set) var requests: [String: Int] = [:]

        /// Requests whose target begins with `prefix` (`/api/v2/indicators/`).
        package func count(pathPrefix prefix: String) -> Int {
            requests.reduce(0) { sum, item in
                let target = item.key.drop { $0 != " " }.dropFirst()
                return target.hasPrefix(prefix) ? sum + item.value : sum
            }
        }
    }

    static let distinctLimit = 250_000
    private let counts = Locked(Snapshot())

    package init() {}

    package var snapshot: Snapshot { counts.withLock { $0 } }

    /// Forgets everything but the requests in flight.
    package func reset() {
        counts.withLock { counts in
            let inFlight = counts.inFlight
            counts = Snapshot()
            counts.inFlight = inFlight
            counts.maximumInFlight = inFlight
        }
    }

    func begin(method: String, target: String) {
        let line = "\(method) \(target)"
        counts.withLock { counts in
            counts.total += 1
            counts.inFlight += 1
            counts.maximumInFlight = max(counts.maximumInFlight, counts.inFlight)
            if counts.requests.count < Self.distinctLimit || counts.requests[line] != nil {
                counts.requests[line, default: 0] += 1
            }
        }
    }

    func end(status: Int) {
        counts.withLock { counts in
            counts.inFlight -= 1
            counts.statuses[status, default: 0] += 1
        }
    }
}
