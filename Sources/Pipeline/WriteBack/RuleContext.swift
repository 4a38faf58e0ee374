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

/// The fields of an answer as values for conditions and templates; null where the answer has none.
struct AnswerFieldValues {
    let observable: Observable
    let answer: Answer
    let verdict: Verdict

    func value(of field: AnswerField) -> ConditionValue {
        switch field {
        case .status: .text(answer.statusName)
        case .type: .text(observable.kind.name)
        case .value: .text(observable.canonical)
        case .verdict: .text(verdict.rawValue)
        default: leading.map { Self.value(of: field, in: $0) } ?? .null
        }
    }

    private var leading: Indicator? {
        if case .hit(let intelligence) = answer { intelligence.leading } else { nil }
    }

    private static func value(of field: AnswerField, in indicator: Indicator) -> ConditionValue {
        switch field {
        case .owner: .text(indicator.owner)
        case .rating: .init(indicator.rating)
        case .confidence: .init(indicator.confidence.map(Double.init))
        case .threatAssessScore: .init(indicator.threatAssessScore.map(Double.init))
        case .tags: indicator.tags.map { .list($0) } ?? .null
        case .description: .init(indicator.description)
        case .source: .init(indicator.source)
        case .dateAdded: .init(indicator.dateAdded)
        case .lastModified: .init(indicator.lastModified)
        case .active: indicator.active.map { .bool($0) } ?? .null
        case .falsePositiveCount: .init(indicator.falsePositiveCount.map(Double.init))
        case .observationCount: .init(indicator.observationCount.map(Double.init))
        case .status, .type, .value, .verdict: .null
        }
    }
}

extension ConditionValue {
    fileprivate init(_ number: Double?) { self = number.map { .number($0) } ?? .null }
    fileprivate init(_ text: String?) { self = text.map { .text($0) } ?? .null }

    /// As a template writes it; nothing for null.
    var text: String {
        switch self {
        case .null: ""
        case .bool(let flag): flag ? "true" : "false"
        case .number(let number): number.shortest
        case .text(let text): text
        case .list(let list): list.joined(separator: "; ")
        }
    }
}
