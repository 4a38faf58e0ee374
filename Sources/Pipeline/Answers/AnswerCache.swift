import Foundation
import Logging
import PipelineFile
package import State
import ThreatConnect

/// How one run uses the answers of former runs.
package struct AnswerCache: Sendable {
    package struct Use: Sendable, Hashable {
        var reads = true
        var writes = true

        package static let readAndWrite = Use()
        /// Asks about everything anew, for this and for later runs.
        package static let refresh = Use(reads: false)
        /// Keeps nothing.
        package static let readOnly = Use(writes: false)
    }

    private let store: StateStore
    private var use: Use

    package init(store: StateStore, use: Use = .readAndWrite) {
        self.store = store
        self.use = use
    }

    /// nil where there is no such file yet: none is made.
    ///
    /// - Throws: `StateError`.
    package init?(existing file: String?) throws {
        guard let file, FileManager.default.fileExists(atPath: file) else { return nil }
        self.init(store: try StateStore(path: file))
    }

    /// What it knows, without anything being added.
    var readOnly: AnswerCache {
        var cache = self
        cache.use.writes = false
        return cache
    }

    /// nil when the pipeline file asks for no cache, and with a snapshot, which needs none.
    ///
    /// - Parameter strategy: How `source` finds answers.
    /// - Throws: `StateError`.
    func answers(
        of specification: PipelineSpecification,
        _ strategy: EnrichSection.Strategy,
        _ settings: ConnectionSettings,
        from source: any AnswerSource,
        logger: Logger,
        now: @escaping @Sendable () -> Int
    ) throws -> CachedAnswers? {
        guard strategy != .snapshot, let lifetimes = specification.enrich.cache else { return nil }
        return try CachedAnswers(
            source: source,
            store: store,
            scope: AnswerScope(specification, settings).text(),
            lifetimes: CachedAnswers.Lifetimes(lifetimes),
            use: use,
            logger: logger,
            now: now
        )
    }
}
