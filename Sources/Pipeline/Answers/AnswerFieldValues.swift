import Observables
import PipelineFile

/// The fields of an answer as values for conditions and templates; null where the answer has none.
struct AnswerFieldValues {
    private let observable: Observable
    private let status: String
    /// nil while it is being decided.
    private let verdict: Verdict?
    private let leading: Indicator?

    init(observable: Observable, answer: Answer, verdict: Verdict?) {
        self.observable = observable
        self.verdict = verdict
        status = answer.statusName
        leading = if case .hit(let intelligence) = answer { intelligence.leading } else { nil }
    }

    func value(of field: AnswerField) -> ConditionValue {
        switch field {
        case .status: .text(status)
        case .type: .text(observable.kind.name)
        case .value: .text(observable.canonical)
        case .verdict: .init(verdict?.rawValue)
        default: leading.map { Self.value(of: field, in: $0) } ?? .null
        }
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
