import Foundation
import PipelineFile
package import State
import Tabular

/// What a run keeps so that another process can go on with it, and what it found of an earlier one.
package struct RunSession: Sendable {
    package enum Mode: Sendable, Hashable {
        case fresh
        /// Goes on where an interrupted run was.
        case continued
        /// Asks again what failed in a complete run.
        case retried
    }

    package let journal: any RunJournal
    package let mode: Mode
    /// As it stands when the run begins.
    package let record: ProgressRecord
    /// How far each output is on disk, by its path.
    let marks: [String: OutputMark]
    let identity: RunIdentity

    init(journal: any RunJournal, mode: Mode, record: ProgressRecord, identity: RunIdentity) {
        self.journal = journal
        self.mode = mode
        self.record = record
        self.identity = identity
        // A retried run writes everything anew.
        marks = mode == .continued ? Self.marks(in: record) : [:]
    }

    /// What is kept of the run now; nil when nothing is, or it cannot be read.
    package var kept: ProgressRecord? { (try? journal.progress(run: record.run)) ?? nil }

    var retryCommand: String { "tcenrich retry \(record.run) --pipeline \(record.pipelineFile)" }

    /// A complete run has its outputs; only an unfinished one has something to keep.
    var keepsPartialFiles: Bool { mode != .retried }

    static func marks(in record: ProgressRecord) -> [String: OutputMark] {
        // Marks of another version cost time only: everything is written anew.
        (try? JSONDecoder().decode([String: OutputMark].self, from: Data(record.outputs.utf8))) ?? [:]
    }

    static func text(of marks: [String: OutputMark]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(marks), as: UTF8.self)
    }
}
