import Observables
import PipelineFile
import Tabular

/// Applies the pipeline's verdict rules. Holds compiled patterns, so each worker has its own.
final class VerdictEvaluator {
    private let rules: [(verdict: Verdict, condition: ConditionEvaluator)]
    /// Whether a rule looks at the record; then a verdict belongs to a record, not to an answer.
    let usesRow: Bool

    /// - Throws: When a pattern cannot be compiled; loading the pipeline file has checked that already.
    init(rules: [VerdictRule]) throws {
        self.rules = try rules.map { ($0.verdict, try ConditionEvaluator($0.condition)) }
        usesRow = rules.contains { $0.condition.usesRow }
    }

    /// The verdict of the first rule that matches; `known` for a hit that matches none; `none` for anything but a hit.
    func verdict(of observable: Observable, _ answer: Answer, row: (String) -> ConditionValue = { _ in .null })
        -> Verdict
    {
        guard case .hit = answer else { return .none }
        return withoutActuallyEscaping(row) { row in
            let context = AnswerContext(
                fields: AnswerFieldValues(observable: observable, answer: answer, verdict: nil),
                row: row
            )
            return rules.first { $0.condition.matches(context) }?.verdict ?? .known
        }
    }
}

/// Verdicts that depend on the record beside the answer.
struct RowVerdicts {
    let evaluator: VerdictEvaluator
    /// Position of each column that a rule names.
    let columns: [String: Int]

    func verdict(of hit: AnsweredObservable, view: RecordBatchView, record: Int) -> Verdict {
        evaluator.verdict(of: hit.observable, hit.sourced.answer) { name in
            guard let column = columns[name] else { return .null }
            let value = view.value(record: record, column: column)
            return value.isEmpty ? .null : .text(String(decoding: value, as: UTF8.self))
        }
    }
}

/// What a verdict rule can see of a hit. The verdict itself is being decided.
private struct AnswerContext: ConditionContext {
    let fields: AnswerFieldValues
    let row: (String) -> ConditionValue

    func row(_ name: String) -> ConditionValue { row(name) }
    func value(of field: AnswerField) -> ConditionValue { fields.value(of: field) }
}
