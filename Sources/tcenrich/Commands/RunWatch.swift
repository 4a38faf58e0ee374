import Dispatch
import Pipeline

/// Shows the progress line while a run works.
struct RunWatch {
    let progress: RunProgress
    let terminal: Terminal
    let isShown: Bool

    func during<Result: Sendable>(_ operation: () async throws -> Result) async throws -> Result {
        guard isShown else { return try await operation() }
        let clock = ContinuousClock()
        let start = clock.now
        // A timer of its own: the run's tasks may be busy or all waiting for the network.
        let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "progress"))
        timer.setEventHandler { [progress, terminal] in
            let elapsed = (clock.now - start) / .seconds(1)
            terminal.rewriteLine(ProgressLine(snapshot: progress.snapshot, elapsed: elapsed).text)
        }
        timer.schedule(deadline: .now() + 0.3, repeating: 0.2)
        timer.resume()
        defer {
            timer.cancel()
            terminal.rewriteLine("")
        }
        return try await operation()
    }
}
