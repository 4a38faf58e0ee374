import Foundation
package import Logging
package import PipelineFile
package import Reports
package import Tabular

/// What surrounds a run: everything that would otherwise be read from the machine, so that tests decide it.
package struct RunContext: Sendable {
    package var runID: String
    /// Seconds since 1970; fixed for every answer when `--as-of` is given.
    package var now: @Sendable () -> Int
    /// Seconds since 1970; of the interrupted run where one is continued.
    package var startedAt: Int
    /// Of the hash tables; random per run.
    package var hashSeed: UInt64
    /// Processor cores to use.
    package var cores: Int
    /// Bytes of a chunk, before one over-long record makes it grow.
    package var chunkBytes: Int
    package var csvMethod = CSVMethod.index

    package init(
        runID: String,
        startedAt: Int? = nil,
        hashSeed: UInt64 = .random(in: .min ... .max),
        cores: Int = ProcessInfo.processInfo.activeProcessorCount,
        chunkBytes: Int = 256 << 10,
        now: @escaping @Sendable () -> Int
    ) {
        self.runID = runID
        self.now = now
        self.startedAt = startedAt ?? now()
        self.hashSeed = hashSeed
        self.cores = cores
        self.chunkBytes = chunkBytes
    }
}

/// What came of a run.
package struct RunResult: Sendable {
    package var manifest: RunManifest
    /// Files that exist now, outputs first, then reports.
    package var written: [String]
    /// What failed or was rejected more often than the pipeline file allows, for people.
    package var exceeded: [String]
    /// nil when the pipeline file has no `write_back`.
    package var writeBack: WriteBackResult?
    /// Asks again what failed; nil where nothing did, or nothing is kept.
    package var retryCommand: String?

    package init(
        manifest: RunManifest,
        written: [String],
        exceeded: [String],
        writeBack: WriteBackResult? = nil
    ) {
        self.manifest = manifest
        self.writeBack = writeBack
        self.written = written
        self.exceeded = exceeded
    }

    /// Nothing was rejected and nothing failed.
    package var isClean: Bool {
        exceeded.isEmpty && manifest.records.rejectedTotal == 0
            && manifest.records.unusable == 0 && manifest.observables.failed == 0
            && manifest.observables.incomplete == 0 && writeBack?.isClean ?? true
    }
}

/// One execution of a pipeline file: reads, enriches, writes, reports.
package struct PipelineRun {
    private let specification: PipelineSpecification
    private let source: any AnswerSource
    private let context: RunContext
    private let progress: RunProgress
    /// Requests sent so far, for the manifest.
    private let requests: @Sendable () -> Int
    private let reader: ChunkReader
    private let plan: ColumnPlan
    private let paths: RunPaths
    /// nil for a run that cannot be continued.
    private let checkpointer: Checkpointer?
    private let sourceDescription: SourceDescription?
    private let inputs: InputWatch
    private let logger: Logger
    private let skip: SkipRules
    private let snapshotUsage: SnapshotUsage?
    private let hasReadEnough: @Sendable () -> Bool

    /// Opens the input and checks that the pipeline file fits it. Asks nothing and writes nothing.
    ///
    /// - Throws: `PreflightError`, `AllowlistError` and input errors.
    ///
    /// - Parameters:
    ///   - made: Input that comes from ThreatConnect instead of files.
    ///   - snapshot: What `source` answers from, for the manifest.
    ///   - hasReadEnough: Ends the input early, for a run that only counts.
    package init(
        specification: PipelineSpecification,
        made: MadeInput? = nil,
        source: any AnswerSource,
        snapshot: SnapshotUsage? = nil,
        context: RunContext,
        progress: RunProgress,
        session: RunSession? = nil,
        logger: Logger = Logger(label: "run") { _ in SwiftLogNoOpLogHandler() },
        hasReadEnough: @escaping @Sendable () -> Bool = { false },
        requests: @escaping @Sendable () -> Int
    ) async throws {
        self.specification = specification
        checkpointer = session.map { session in
            Checkpointer(
                session: session,
                source: source,
                interval: specification.checkpointInterval,
                logger: logger
            )
        }
        self.source = checkpointer?.answers ?? source
        self.context = context
        self.progress = progress
        self.requests = requests
        self.hasReadEnough = hasReadEnough
        sourceDescription = made?.description
        snapshotUsage = snapshot
        skip = SkipRules(
            special: specification.enrich.skip,
            allowlists: try AllowlistLoader.load(specification.enrich.allowlists)
        )
        reader = try await ChunkReader.open(
            made.map { [$0.input] } ?? specification.read.localInputs(),
            options: specification.readerOptions(chunkBytes: context.chunkBytes)
        )
        inputs = InputWatch(InputIdentity(specification.read.input, names: reader.inputNames))
        self.logger = logger
        paths = RunPaths(specification: specification, context: context, startedAt: context.startedAt)
        plan = try ColumnPlan(specification: specification, layout: reader.layout)
        try Preflight(specification: specification, layout: reader.layout, paths: paths, inputs: reader.inputNames)
            .check()
    }

    /// Runs to the end of the input, then writes back.
    ///
    /// - Parameter stage: nil writes nothing to ThreatConnect.
    /// - Throws: Output and run-stopping errors; no output file has appeared under its name then. An input that breaks off
    ///   is reported in the result instead, after everything readable was written.
    func execute(writeBack stage: WriteBackStage?) async throws -> RunResult {
        let set = RendererSet(
            specification: specification,
            plan: plan,
            layout: reader.layout,
            inputs: reader.inputNames
        )
        let engine = AnswerEngine(
            readers: plan.readers,
            source: source,
            skip: skip,
            tails: TailStore(formats: set.formats),
            // For values that need no asking: the same in a continued run.
            now: { [startedAt = context.startedAt] in startedAt },
            seed: context.hashSeed
        )
        var outputs = try RunOutputs(
            paths: paths.rendered,
            preambles: set.renderers.map(\.preamble),
            rejectedPath: paths.rejected,
            isRejectedRequested: paths.isRejectedRequested,
            session: checkpointer?.session
        )
        let reports = try ReportWriter(items: specification.report, paths: paths)
        checkpointer?.begin(outputs.checkpoints)
        var tally = RunTally()
        do {
            try await process(set, engine, &outputs, &tally)
            try lookAtInputs()
            source.finish()
            let answers = engine.runAnswers()
            commit(tally, outputs)
            var result: WriteBackResult?
            if let stage { result = try await writeBack(stage, tally, answers.counts, engine) }
            return try finish(tally, answers, result, &outputs, reports)
        } catch {
            commit(tally, outputs)
            throw error
        }
    }

    /// An input that shrank is as bad as one that breaks off.
    private func lookAtInputs() throws {
        if let error = inputs.shrunk() { throw BrokenInput(error) }
        inputs.notices().forEach { logger.warning("\($0)") }
    }

    private func commit(_ tally: RunTally, _ outputs: RunOutputs) {
        checkpointer?.commit(progress(tally, outputs))
    }

    private func progress(_ tally: RunTally, _ outputs: RunOutputs) -> Checkpointer.Progress {
        .init(records: tally.records.read, requests: requests(), outputs: outputs.checkpoints)
    }

    /// Counts over half an input, or over answers that are mostly missing, would be wrong: then nothing is written.
    private func writeBack(
        _ stage: WriteBackStage,
        _ tally: RunTally,
        _ counts: ObservableCounts,
        _ engine: AnswerEngine
    ) async throws -> WriteBackResult {
        let check = AllowanceCheck(specification.errors, tally.records, counts)
        let matched = engine.answered(Set(tally.matches.keys.map(\.observable)))
        let identity = InputIdentity(
            specification.read.input,
            names: reader.inputNames,
            title: sourceDescription?.title
        )
        let input = identity.text(bytesRead: reader.bytesRead)
        return try await stage.execute(tally.matches, matched, input: input, unless: check.exceeded)
    }

    /// Runs to the end of the input and writes nothing to ThreatConnect.
    package func execute() async throws -> RunResult { try await execute(writeBack: nil) }

    /// Moves every chunk from the reader to the outputs.
    private func process(
        _ set: RendererSet,
        _ engine: AnswerEngine,
        _ outputs: inout RunOutputs,
        _ tally: inout RunTally
    ) async throws {
        let (rules, columns) = (specification.writeBack?.rules, plan.rowColumns)
        let makeMatcher: @Sendable () throws -> RuleMatcher? = {
            try rules.map { try RuleMatcher(rules: $0, columns: columns) }
        }
        let processor = ChunkProcessor(
            parser: ChunkParser(
                layout: reader.layout,
                jsonMember: specification.jsonMember,
                method: context.csvMethod,
                wanted: specification.neutralizes ? .all : plan.wantedColumns
            ),
            engine: engine,
            plan: plan,
            renderers: set.renderers,
            rejectedRenderer: set.rejected,
            unusable: UnusableRecords(specification: specification, plan: plan),
            makeVerdicts: { [rules = specification.enrich.verdicts] in try VerdictEvaluator(rules: rules) },
            makeMatcher: makeMatcher
        )
        let flow = OrderedFlow<Chunk, FinishedChunk>(
            limit: max(8, context.cores * 4),
            window: max(8, context.cores * 4),
            first: { processor.parse($0) },
            second: { try await processor.finish($0) }
        )
        var positions = RunPositions()
        var broken: BrokenInput?
        try await flow.run(
            next: {
                do {
                    return hasReadEnough() ? nil : try await reader.next()
                } catch let error as InputError {
                    // What came before it is finished first, and kept.
                    broken = BrokenInput(error)
                    return nil
                }
            },
            accept: { positions.place($0) },
            rewind: { reader.reparse(from: $0) },
            emit: { finished in
                try outputs.write(finished)
                tally.add(finished.tally)
                tally.add(finished.matches)
                progress.read(
                    records: finished.chunk.batch.recordCount + finished.chunk.batch.rejected.count,
                    bytes: reader.bytesRead,
                    totalBytes: reader.totalBytes
                )
                checkpointer?.batchWritten { self.progress(tally, outputs) }
                processor.recycle(finished.area)
                reader.recycle(finished.chunk)
            }
        )
        if let broken { throw broken }
    }

    /// Writes everything before the first file appears under its name, so that a full disk shows before that.
    private func finish(
        _ tally: RunTally,
        _ answers: RunAnswers,
        _ writeBack: WriteBackResult?,
        _ outputs: inout RunOutputs,
        _ reports: ReportWriter
    ) throws -> RunResult {
        var failed = OutputBuffer()
        let renderer = RejectedRenderer(inputNames: reader.inputNames)
        FailedLookUps(answers.named).render(renderer, into: &failed)
        writeBack?.renderFailures(renderer, into: &failed)
        try outputs.writeRejected(failed)
        var manifest = RunManifest(
            runID: context.runID,
            name: specification.name,
            startedAt: context.startedAt,
            finishedAt: context.now(),
            inputs: reader.inputNames,
            records: tally.records,
            observables: answers.counts,
            requests: requests() + (checkpointer?.session.record.requests ?? 0),
            hits: tally.hitSummaries(answers.named)
        )
        manifest.writeBack = writeBack?.counts
        manifest.source = sourceDescription
        manifest.snapshot = snapshotUsage
        manifest.allowlisted = answers.allowlisted
        try reports.write(manifest)
        checkpointer?.settle()
        let written = try outputs.finish() + reports.finish()
        let hasFailures = manifest.observables.failed + manifest.observables.incomplete > 0
        checkpointer?.complete(hasFailures: hasFailures)
        var result = RunResult(
            manifest: manifest,
            written: written,
            exceeded: AllowanceCheck(specification.errors, manifest.records, manifest.observables).exceeded,
            writeBack: writeBack
        )
        if hasFailures { result.retryCommand = checkpointer?.session.retryCommand }
        return result
    }
}
