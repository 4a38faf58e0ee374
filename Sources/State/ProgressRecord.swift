/// How far a run is, for another process to go on with when this one ends.
package struct ProgressRecord: Sendable, Hashable {
    package enum Standing: String, Sendable, Hashable, CaseIterable {
        /// It works, or was interrupted.
        case unfinished
        /// It is complete; its answers are kept because some of them failed and can be asked again.
        case retryable
    }

    /// The run's id.
    package var run: String
    /// The pipeline's name.
    package var pipeline: String
    /// As it was given.
    package var pipelineFile: String
    /// Seconds since 1970.
    package var startedAt: Int
    /// Seconds since 1970, where the time of the run is fixed.
    package var fixedTime: Int?
    /// JSON: what the run reads, and what it does with it.
    package var identity: String
    package var standing = Standing.unfinished
    /// Records whose output is on disk, from the start of the input.
    package var records = 0
    /// JSON: how far each output is on disk, by its path.
    package var outputs = "{}"
    /// Requests sent so far.
    package var requests = 0

    package init(
        run: String,
        pipeline: String,
        pipelineFile: String,
        startedAt: Int,
        fixedTime: Int?,
        identity: String
    ) {
        self.run = run
        self.pipeline = pipeline
        self.pipelineFile = pipelineFile
        self.startedAt = startedAt
        self.fixedTime = fixedTime
        self.identity = identity
    }
}
