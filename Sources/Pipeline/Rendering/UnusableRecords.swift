import Observables
import PipelineFile
import Tabular

/// Finds records that say something where an observable belongs, and nothing that is one: in a table that is to be written they would
/// pass unnoticed.
struct UnusableRecords: Sendable {
    private let columns: [PlannedColumn]

    /// nil where values without an observable are usual: in logs that are only looked up.
    init?(specification: PipelineSpecification, plan: ColumnPlan) {
        let saysKind = !specification.read.isMade && plan.columns.contains { $0.kinds != nil }
        guard specification.writeBack != nil || saysKind else { return nil }
        columns = plan.columns
    }

    /// Renders one line for each value that cannot be used. Returns the number of records.
    func render(_ batch: BatchAnswers, _ renderer: RejectedRenderer, into buffer: inout OutputBuffer) -> Int {
        var count = 0
        for record in 0..<batch.view.count where batch.worst[record].cell.severity == .noObservable {
            let values = columns.compactMap { unusable($0, record, of: batch.view) }
            for value in values { renderer.render(value, in: batch.chunk, into: &buffer) }
            if !values.isEmpty { count += 1 }
        }
        return count
    }

    /// nil for an empty cell, for `-`, and for free text.
    private func unusable(_ column: PlannedColumn, _ record: Int, of view: RecordBatchView) -> UnusableValue? {
        if case .extract = column.reading { return nil }
        let text = Self.text(view, record, column.position)
        guard !text.isEmpty, text != "-" else { return nil }
        let (reason, detail) = explanation(column, record, view)
        return UnusableValue(
            column: column.name,
            text: text,
            reason: reason,
            detail: detail,
            span: view.span(record: record)
        )
    }

    private func explanation(
        _ column: PlannedColumn,
        _ record: Int,
        _ view: RecordBatchView
    ) -> (UnusableValue.Reason, String) {
        if case .declared(let kind) = column.reading { return (.noObservable, "this is not a valid \(kind.name)") }
        let type = column.kinds.map { Self.text(view, record, $0.position) } ?? ""
        let name = KindName(type)
        if let kind = name.kind { return (.noObservable, "this is not a valid \(kind.name)") }
        guard name.isEmpty else { return (.unknownType, "'\(type.prefix(60))' is no indicator type") }
        return (.noObservable, "it cannot be seen what kind of indicator this is")
    }

    private static func text(_ view: RecordBatchView, _ record: Int, _ column: Int) -> String {
        let text = String(decoding: view.value(record: record, column: column), as: UTF8.self)
        return String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}

/// A value in which no observable is found.
struct UnusableValue {
    enum Reason: String {
        case noObservable = "no_observable"
        case unknownType = "unknown_type"
    }

    let column: String
    let text: String
    let reason: Reason
    let detail: String
    /// Of its record.
    let span: RecordSpan
}
