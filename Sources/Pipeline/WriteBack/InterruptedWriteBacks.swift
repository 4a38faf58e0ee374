import Logging
import State
import ThreatConnect

/// What earlier runs of the pipeline began to write and did not finish.
struct InterruptedWriteBacks {
    let ledger: any Ledger
    let logger: Logger
    let pipeline: String
    let instance: String
    /// Of this run's rules.
    let fingerprint: String
    /// What this run reads.
    let input: String
    /// Seconds since 1970.
    let startedAt: Int

    /// An older one is left: its date would be wrong in what is written today.
    private static let longestInterruption = 48 * 3_600

    /// The one that this run continues: the same rules over the same input, begun not long ago. Under its identity `{run.date}` stays the same, and
    /// what it wrote is recognised.
    func continuable() throws -> WriteBackRecord? { try all().first(where: isContinuable) }

    /// Looks up what is unknown about each of them. Closes those that are not continued; what they did not write is planned by this run if it is still wanted.
    ///
    /// - Returns: The one to continue.
    func settle(with entries: OpenEntries) async throws -> WriteBackRecord? {
        let records = try all()
        let continued = records.first(where: isContinuable)
        for record in records {
            let isContinued = record == continued
            logger.notice(
                isContinued
                    ? "continuing the write-back of run \(record.run), which was interrupted"
                    : "closing the write-back of run \(record.run), which was interrupted: it had other rules, another input, or is too old"
            )
            let unknown = try await entries.settle(run: record.run)
            if unknown > 0 {
                logger.warning("\(unknown) writes of run \(record.run) could not be looked up")
            } else if !isContinued {
                try ledger.finish(run: record.run, at: entries.settling.now)
            }
        }
        return continued
    }

    private func all() throws -> [WriteBackRecord] { try ledger.unfinished(pipeline: pipeline, instance: instance) }

    private func isContinuable(_ record: WriteBackRecord) -> Bool {
        record.fingerprint == fingerprint && record.input == input
            && startedAt - record.startedAt <= Self.longestInterruption
    }
}
