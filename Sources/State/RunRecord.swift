package import Foundation

/// One execution of a pipeline, as the run history keeps it.
package struct RunRecord: Sendable, Hashable {
    package var id: String
    /// The pipeline's name.
    package var name: String
    /// Path of the pipeline file, as it was given.
    package var pipelineFile: String
    package var startedAt: Date
    /// nil while the run goes on, and for ever when the process was killed.
    package var finishedAt: Date?
    /// nil as long as ``finishedAt`` is.
    package var exitStatus: Int?

    package var records = 0
    /// Distinct observables; each of them is one of hits, absent, skipped and failed.
    package var observables = 0
    package var hits = 0
    package var absent = 0
    package var skipped = 0
    package var failed = 0
    /// Records that went to the rejected file.
    package var rejected = 0
    /// Paths of the files that were written.
    package var outputs: [String] = []

    package init(id: String, name: String, pipelineFile: String, startedAt: Date) {
        self.id = id
        self.name = name
        self.pipelineFile = pipelineFile
        self.startedAt = startedAt
    }
}
