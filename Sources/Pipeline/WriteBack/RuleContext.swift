import Observables
import PipelineFile

/// What a condition of a write-back rule can see: the answer, its verdict and the record.
struct RuleContext: ConditionContext {
    let answered: AnsweredObservable
    let verdict: Verdict
    let row: (String) -> ConditionValue

    func row(_ name: String) -> ConditionValue { row(name) }

    func value(of field: AnswerField) -> ConditionValue {
        AnswerFieldValues(observable: answered.observable, answer: answered.sourced.answer, verdict: verdict).value(
            of: field
        )
    }
}
