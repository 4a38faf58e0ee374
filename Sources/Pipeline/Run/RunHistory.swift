import Foundation
import Reports
package import State

/// The runs kept in a state file.
package struct RunHistory {
    /// The whole file: answers of former runs stand beside the history.
    package let store: StateStore

    /// - Throws: `StateError` for a file that is no state file or cannot be opened.
    package init(file: String) throws {
        store = try StateStore(path: file)
    }

    /// The ledger of writes in the same file.
    package var ledger: any Ledger { store }

    /// The progress of runs in the same file.
    package var journal: any RunJournal { store }

    /// Keeps others from running with the file until the hold is released.
    ///
    /// - Throws: `StateError` with the code `held` that says who has it.
    package func hold(as holder: String) throws -> StateHold { try store.hold(as: holder) }

    /// A run that begins; until it is recorded as complete, it is listed as unfinished.
    package func begin(_ session: RunSession) throws {
        let record = session.record
        guard session.mode == .fresh else { return }
        try store.recordRun(
            RunRecord(
                id: record.run,
                name: record.pipeline,
                pipelineFile: record.pipelineFile,
                startedAt: Date(timeIntervalSince1970: TimeInterval(record.startedAt))
            )
        )
    }

    package func record(_ result: RunResult, pipelineFile: String, exitStatus: Int) throws {
        let manifest = result.manifest
        var run = RunRecord(
            id: manifest.runID,
            name: manifest.name,
            pipelineFile: pipelineFile,
            startedAt: Date(timeIntervalSince1970: TimeInterval(manifest.startedAt))
        )
        run.finishedAt = Date(timeIntervalSince1970: TimeInterval(manifest.finishedAt))
        run.exitStatus = exitStatus
        run.records = manifest.records.read
        run.observables = manifest.observables.distinct
        run.hits = manifest.observables.hit
        run.absent = manifest.observables.absent
        run.skipped = manifest.observables.skippedTotal
        run.failed = manifest.observables.failed
        run.rejected = manifest.records.rejectedTotal
        run.outputs = result.written
        try store.recordRun(run)
    }

    /// A header and one line per run, newest first, in columns separated by tabs.
    package func lines(limit: Int) throws -> [String] {
        let header = "run\tname\tstarted\tstatus\trecords\trejected\tobservables\thits\tabsent\tskipped\tfailed"
        return [header]
            + (try store.runs(limit: limit).map { run in
                let started = UTC.timestamp(Int(run.startedAt.timeIntervalSince1970))
                let counts = [
                    run.records, run.rejected, run.observables, run.hits, run.absent, run.skipped, run.failed,
                ]
                return
                    ([run.id, run.name, started, run.exitStatus.map(String.init) ?? "unfinished"]
                    + counts.map(String.init))
                    .joined(separator: "\t")
            })
    }
}
