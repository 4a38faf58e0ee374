import Dispatch
import Foundation
import Logging
import State
import Synchronization
import Tabular

/// Commits the progress of a run: the outputs first, then how far they are and the answers that led there, in one transaction.
///
/// Waits for the disk beside the run's own work. A commit that fails costs only what could be continued: the run goes on, with a warning.
final class Checkpointer: Sendable {
    private struct State {
        var record: ProgressRecord
        var last = ContinuousClock.now
        var isWorking = false
        var isUsable = true
    }

    /// What is done, as far as it is written.
    struct Progress: Sendable {
        var records: Int
        /// Sent by this process.
        var requests: Int
        var outputs: [String: OutputCheckpoint]
    }

    let session: RunSession
    /// The run's source of answers.
    let answers: JournaledAnswers
    private let interval: Duration
    private let logger: Logger
    private let state: Mutex<State>
    private let queue = DispatchQueue(label: "checkpoint")

    /// - Parameter interval: Between commits; zero commits after every batch, before the next one is written.
    init(session: RunSession, source: any AnswerSource, interval: Duration, logger: Logger) {
        self.session = session
        answers = JournaledAnswers(source: source, session: session)
        self.interval = interval
        self.logger = logger
        state = Mutex(State(record: session.record))
        // The network may take long to fill a batch.
        answers.onArrival { [weak self] in self?.saveAnswers() }
    }

    /// The outputs are open. From here on an interruption leaves something to continue.
    func begin(_ outputs: [String: OutputCheckpoint]) {
        guard session.mode == .fresh else { return }
        attempt { try session.journal.begin(session.record) }
        commit(Progress(records: 0, requests: 0, outputs: outputs))
    }

    func batchWritten(_ progress: () -> Progress) {
        guard isDue(after: interval) else { return }
        save(progress())
        if interval == .zero { settle() }
    }

    /// Commits and waits until it is done.
    func commit(_ progress: Progress) {
        settle()
        save(progress)
        settle()
    }

    /// Waits for a commit that is under way; outputs may be completed then.
    func settle() { queue.sync {} }

    /// The run is complete: forgets it, or keeps its answers because some of them can be asked again.
    func complete(hasFailures: Bool) {
        settle()
        attempt {
            guard hasFailures else { return try session.journal.drop(run: session.record.run) }
            var record = state.withLock { $0.record }
            record.standing = .retryable
            record.outputs = "{}"
            try session.journal.save(record, answers.takeUnsaved())
        }
    }

    private func saveAnswers() {
        if isDue(after: max(interval, .milliseconds(100))) { save(nil) }
    }

    private func isDue(after interval: Duration) -> Bool {
        state.withLock { state in
            guard state.isUsable, !state.isWorking, state.last.duration(to: .now) >= interval else { return false }
            state.isWorking = true
            return true
        }
    }

    /// - Parameter progress: nil where only answers are new.
    private func save(_ progress: Progress?) {
        // Taken after the progress: every answer in the outputs is among those taken, or saved before.
        let unsaved = answers.takeUnsaved()
        queue.async { [self] in
            attempt {
                var record = state.withLock { $0.record }
                if let progress { try advance(&record, progress) }
                try session.journal.save(record, unsaved)
                state.withLock { $0.record = record }
            }
            state.withLock { state in
                state.isWorking = false
                state.last = .now
            }
        }
    }

    private func advance(_ record: inout ProgressRecord, _ progress: Progress) throws {
        record.outputs = try RunSession.text(of: progress.outputs.mapValues { try $0.settle() })
        // A continued run passes over what is done already.
        record.records = max(session.record.records, progress.records)
        record.requests = session.record.requests + progress.requests
    }

    private func attempt(_ body: () throws -> Void) {
        guard state.withLock({ $0.isUsable }) else { return }
        do { try body() } catch {
            state.withLock { $0.isUsable = false }
            logger.warning("the progress of this run is not kept any further: \(error)")
        }
    }
}
