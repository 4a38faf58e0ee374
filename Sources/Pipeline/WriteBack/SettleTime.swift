import ThreatConnect

/// How long a request whose answer was lost may still take effect inside the server, and how that time passes.
struct SettleTime: Sendable {
    let limit: Duration
    let environment: ClientEnvironment

    var now: Int { Int(environment.unixTime()) }

    /// - Parameter sentAt: In seconds since 1970.
    func isOver(since sentAt: Int) -> Bool { .seconds(now - sentAt) >= limit }

    func pauses() -> Pauses { Pauses(settling: self) }

    /// Half a second, then twice as long each time, up to eight.
    struct Pauses {
        fileprivate let settling: SettleTime
        private var length = Duration.milliseconds(500)

        fileprivate init(settling: SettleTime) { self.settling = settling }

        mutating func next() async throws(RunStoppingError) {
            do {
                try await settling.environment.sleep(min(length, settling.limit))
            } catch {
                throw .cancelled
            }
            length = min(length * 2, .seconds(8))
        }
    }
}
