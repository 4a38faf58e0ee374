/// What one run does: a pipeline file after all checks, nothing optional that a run needs.
package struct PipelineSpecification: Sendable {
    /// `[A-Za-z0-9._-]+`; the file's name without suffix unless the file says otherwise.
    package var name: String
    package var threatConnect: ThreatConnectSection
    package var read: ReadSection
    package var enrich: EnrichSection
    /// nil: the run writes nothing to ThreatConnect.
    package var writeBack: WriteBackSection?
    package var output: [OutputItem]
    package var report: [ReportItem]
    package var errors: ErrorsSection
    /// Where progress, ledger and history of runs are kept; nil keeps none.
    package var stateFile: String?
    /// How often the progress of a run is committed to the state file; zero commits after every batch.
    package var checkpointInterval: Duration
    /// Digests of the file's sections by their name: what a continued run must find unchanged.
    package var fingerprints: [String: String]

    /// What the file says that is allowed but unwise, in file order.
    package var warnings: [Problem]
    /// The file this was read from, for problems that only show against the input.
    package var source: SourceText
}

extension PipelineSpecification {
    /// Some output or condition looks at tags, which the server sends only when asked.
    package var needsTags: Bool { columns.contains(.tags) || answerFields.contains(.tags) }

    /// Some output or condition looks at members that the server sends only with `includes=additional`.
    package var needsAdditional: Bool {
        !columns.isDisjoint(with: [.active, .falsePositiveCount, .observationCount])
            || !answerFields.isDisjoint(with: [.active, .falsePositiveCount, .observationCount])
    }

    /// A problem at a place of this file, found later: a column that the input does not have.
    package func problem(
        _ message: String,
        at position: SourcePosition,
        keyPath: String,
        suggestion: String? = nil
    ) -> Problem {
        source.problem(message, at: position, keyPath: keyPath, suggestion: suggestion)
    }

    /// Every mention of a record's field in conditions and templates, with the part of the file that holds it.
    package var rowReferences: [(row: RowReference, keyPath: String)] {
        let verdicts = enrich.verdicts.flatMap(\.condition.rowNames).map { ($0, "enrich.verdicts") }
        let rules = (writeBack?.rules ?? []).flatMap { rule -> [RowReference] in
            (rule.condition?.rowNames ?? []) + rule.templates.flatMap(\.rowNames)
        }
        return typeColumns + verdicts + rules.map { ($0, "write_back") }
    }

    private var typeColumns: [(row: RowReference, keyPath: String)] {
        read.observables.compactMap { column in
            guard case .typed(let name) = column.reading else { return nil }
            return (RowReference(name: name, position: column.position), "read.observables")
        }
    }

    private var columns: Set<ResultColumn> {
        output.reduce(into: []) { columns, item in
            if case .enriched(let enriched) = item { columns.formUnion(enriched.columns) }
        }
    }

    private var answerFields: Set<AnswerField> {
        let verdicts: [Set<AnswerField>] = enrich.verdicts.map(\.condition.answerFields)
        let rules = (writeBack?.rules ?? []).flatMap { rule -> [Set<AnswerField>] in
            [rule.condition?.answerFields ?? []] + rule.templates.map(\.answerFields)
        }
        return (verdicts + rules).reduce(into: []) { $0.formUnion($1) }
    }
}
