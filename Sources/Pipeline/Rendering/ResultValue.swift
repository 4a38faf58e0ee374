import Observables
import PipelineFile

/// The value of one result column before it takes the form of CSV or JSON.
enum ResultValue: Sendable, Hashable {
    case missing
    case text(String)
    case integer(Int)
    case number(Double)
    case bool(Bool)
    case list([String])
}

/// Looks up what a result column says about one answer.
struct ResultRow {
    private let observable: Observable?
    private let sourced: SourcedAnswer?
    private let indicator: Indicator?

    init(observable: Observable?, sourced: SourcedAnswer?) {
        self.observable = observable
        self.sourced = sourced
        if case .hit(let intelligence) = sourced?.answer {
            indicator = intelligence.leading
        } else {
            indicator = nil
        }
    }

    /// The value and type stand beside hits, and beside failures so that one can see what has to be asked again.
    private var named: Observable? {
        switch sourced?.answer {
        case .hit, .failed: sourced?.container ?? observable
        case .absent, .skipped, nil: nil
        }
    }

    /// Nobody was asked about a skipped value.
    private var origin: AnswerOrigin? {
        if case .skipped = sourced?.answer { nil } else { sourced?.origin }
    }

    subscript(column: ResultColumn) -> ResultValue {
        switch column {
        case .status: .text(sourced.map { $0.answer.statusName } ?? Answer.noObservableStatus)
        case .reason: .init(sourced?.reason)
        case .verdict, .matchColumn: .missing
        case .matchedValue: .init(named?.canonical)
        case .type: .init(named?.kind.name)
        case .owner: .init(indicator?.owner)
        case .rating: indicator?.rating.map { .number($0) } ?? .missing
        case .confidence: .init(indicator?.confidence)
        case .threatAssessScore: .init(indicator?.threatAssessScore)
        case .tags: indicator?.tags.map { .list($0) } ?? .missing
        case .description: .init(indicator?.description)
        case .source: .init(indicator?.source)
        case .dateAdded: .init(indicator?.dateAdded)
        case .lastModified: .init(indicator?.lastModified)
        case .active: indicator?.active.map { .bool($0) } ?? .missing
        case .falsePositiveCount: .init(indicator?.falsePositiveCount)
        case .observationCount: .init(indicator?.observationCount)
        case .webLink: .init(indicator?.webLink)
        case .asOf: .init(sourced.map { UTC.timestamp($0.asOf) })
        case .origin: .init(origin?.rawValue)
        }
    }
}

extension ResultValue {
    init(_ text: String?) { self = text.map { .text($0) } ?? .missing }
    init(_ integer: Int?) { self = integer.map { .integer($0) } ?? .missing }
}

extension Answer {
    /// The status of a record or cell in which nothing to ask about was found.
    static var noObservableStatus: String { "no_observable" }

    var statusName: String {
        switch self {
        case .hit: "hit"
        case .absent: "absent"
        case .skipped: "skipped"
        case .failed: "failed"
        }
    }

    var reasonName: String? {
        switch self {
        case .hit, .absent: nil
        case .skipped(let reason): reason.rawValue
        case .failed(let failure): failure.code.rawValue
        }
    }
}

extension SourcedAnswer {
    /// The code, with the allowlist's name behind it: `allowlisted: Top 1000 websites`.
    fileprivate var reason: String? {
        guard let code = answer.reasonName else { return nil }
        return allowlist.map { "\(code): \($0)" } ?? code
    }
}

extension Double {
    /// Shortest decimal form: `4`, `3.5`.
    var shortest: String { self == rounded() && abs(self) < 1e15 ? String(Int(self)) : String(self) }
}
