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
        let queue = DispatchQueue(label: "progress")
        let timer = DispatchSource.makeTimerSource(queue: queue)
        timer.setEventHandler { [progress, terminal] in
            let elapsed = (clock.now - start) / .seconds(1)
            terminal.rewriteLine(ProgressLine(snapshot: progress.snapshot, elapsed: elapsed).text)
        }
        timer.schedule(deadline: .now() + 0.3, repeating: 0.2)
        timer.resume()
        defer {
            // On the timer's queue, so that no line is drawn after it was cleared.
            queue.sync {
                timer.cancel()
                terminal.rewriteLine("")
            }
        }
        return try await operation()
    }
}
