package import Logging
package import PipelineFile
package import State
import Tabular

/// Why a run cannot be continued or retried.
package enum ResumeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The interrupted run read something else, or did something else with it.
    case changed(run: String, differences: [String], isRetry: Bool)
    case noStateFile
    case nothingToRetry(run: String)
    case otherPipeline(run: String, pipeline: String)

    package var description: String {
        switch self {
        case .changed(let run, let differences, let isRetry):
            "run \(run) cannot be \(isRetry ? "retried" : "continued"): \(differences.joined(separator: "; ")); "
                + (isRetry
                    ? "run the pipeline again instead"
                    : "put back what was changed, or run without --resume to begin anew and drop what it has done")
        case .noStateFile: "the pipeline file names no state file, so nothing is kept of its runs"
        case .nothingToRetry(let run):
            "nothing is kept of run \(run) that could be asked again: it is unknown, nothing failed in it, or its input cannot be read again"
        case .otherPipeline(let run, let pipeline): "run \(run) is one of the pipeline '\(pipeline)'"
        }
    }
}

/// What identifies a run that begins.
package struct RunStart: Sendable, Hashable {
    package var run: String
    package var pipelineFile: String
    /// Seconds since 1970.
    package var startedAt: Int
    /// Seconds since 1970, where the time of the run is fixed.
    package var fixedTime: Int?

    package init(run: String, pipelineFile: String, startedAt: Int, fixedTime: Int?) {
        self.run = run
        self.pipelineFile = pipelineFile
        self.startedAt = startedAt
        self.fixedTime = fixedTime
    }
}

/// Decides what a run goes on with. Whoever calls it holds the state file.
package struct SessionOpener {
    private let specification: PipelineSpecification
    private let journal: any RunJournal
    private let logger: Logger

    package init(specification: PipelineSpecification, journal: any RunJournal, logger: Logger) {
        self.specification = specification
        self.journal = journal
        self.logger = logger
    }

    /// Seconds; how long the answers of a complete run are kept for retrying.
    private static let retryable = 7 * 86_400

    /// A session for a run that begins, or for the interrupted one of the same pipeline over the same input.
    ///
    /// - Parameter new: Of the run that begins.
    /// - Returns: nil for an input that cannot be read again.
    /// - Throws: ``ResumeError``, `StateError`, `InputError`.
    package func open(
        _ new: RunStart,
        resuming: Bool
    ) throws -> RunSession? {
        let identity = try identity()
        let interrupted = try journal.unfinishedProgress(pipeline: specification.name)
        if resuming, let record = try continuable(interrupted, identity) {
            logger.notice("continuing run \(record.run): \(record.records) records are done")
            return RunSession(journal: journal, mode: .continued, record: record, identity: identity)
        }
        try interrupted.forEach(discard)
        try journal.dropRetryable(pipeline: specification.name, before: new.startedAt - Self.retryable)
        guard identity.input.isRepeatable else {
            if resuming {
                logger.notice("this input cannot be read again, so an interrupted run of it cannot be continued")
            }
            return nil
        }
        let record = ProgressRecord(
            run: new.run,
            pipeline: specification.name,
            pipelineFile: new.pipelineFile,
            startedAt: new.startedAt,
            fixedTime: new.fixedTime,
            identity: try identity.json
        )
        return RunSession(journal: journal, mode: .fresh, record: record, identity: identity)
    }

    /// A session for asking again what failed in a run.
    ///
    /// - Throws: ``ResumeError``, `StateError`, `InputError`.
    package func retry(_ run: String) throws -> RunSession {
        guard let record = try journal.progress(run: run), record.standing == .retryable else {
            throw ResumeError.nothingToRetry(run: run)
        }
        guard record.pipeline == specification.name else {
            throw ResumeError.otherPipeline(run: run, pipeline: record.pipeline)
        }
        let identity = try identity()
        try check(identity, record, isRetry: true)
        return RunSession(journal: journal, mode: .retried, record: record, identity: identity)
    }

    private func identity() throws -> RunIdentity {
        let names: [String] =
            if case .files(let patterns) = specification.read.input {
                try InputSource.expand(patterns: patterns).map(\.name)
            } else {
                []
            }
        let snapshot = specification.enrich.snapshot.map { [$0.file] } ?? []
        return RunIdentity(
            specification,
            input: InputIdentity(specification.read.input, names: names),
            files: try (snapshot + AllowlistLoader.paths(specification.enrich.allowlists)).map(InputIdentity.File.init)
        )
    }

    /// The latest over the same files. Another set of files is another input, for which a scheduler's run begins anew.
    private func continuable(_ interrupted: [ProgressRecord], _ identity: RunIdentity) throws -> ProgressRecord? {
        let latest = interrupted.first { record in
            RunIdentity(json: record.identity)?.input.hasSameNames(as: identity.input) ?? false
        }
        guard let latest else { return nil }
        try check(identity, latest, isRetry: false)
        return latest
    }

    private func check(_ identity: RunIdentity, _ record: ProgressRecord, isRetry: Bool) throws {
        let differences =
            RunIdentity(json: record.identity).map(identity.differences(from:))
            ?? ["it was begun by another version of tcenrich"]
        guard differences.isEmpty else {
            throw ResumeError.changed(run: record.run, differences: differences, isRetry: isRetry)
        }
    }

    private func discard(_ record: ProgressRecord) throws {
        logger.notice("run \(record.run) was interrupted and is not continued; what it had done is dropped")
        for path in RunSession.marks(in: record).keys { OutputFile.discardPartialFile(of: path) }
        try journal.drop(run: record.run)
    }
}
