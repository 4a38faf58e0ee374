internal import Observables

/// What is known about an operand before any answer is there.
enum ValueKind: Equatable {
    case number
    case text
    case bool
    case list
    case null
    /// A record's field: a CSV cell is text, a JSON member can be anything.
    case row

    init(_ operand: Condition.Operand) {
        switch operand {
        case .field(let field): self = field.kind
        case .row: self = .row
        case .literal(.null): self = .null
        case .literal(.bool): self = .bool
        case .literal(.number): self = .number
        case .literal(.text): self = .text
        case .literal(.list): self = .list
        }
    }

    var words: String {
        switch self {
        case .number: "a number"
        case .text: "text"
        case .bool: "true or false"
        case .list: "a list"
        case .null: "null"
        case .row: "a record's field"
        }
    }
}

extension AnswerField {
    var kind: ValueKind {
        switch self {
        case .rating, .confidence, .threatAssessScore, .falsePositiveCount, .observationCount: .number
        case .tags: .list
        case .active: .bool
        case .status, .verdict, .type, .value, .owner, .description, .source, .dateAdded, .lastModified: .text
        }
    }

    /// Where the values of a number lie (API document, sections 3 and 9).
    var range: ClosedRange<Double>? {
        switch self {
        case .rating: 0...5
        case .confidence: 0...100
        case .threatAssessScore: 0...1_000
        case .falsePositiveCount, .observationCount: 0...Double.infinity
        default: nil
        }
    }

    /// The only texts a field can have.
    var words: [String]? {
        switch self {
        case .status: ["hit", "absent", "skipped", "failed"]
        case .verdict: Verdict.allCases.map(\.rawValue)
        case .type: ObservableKind.allCases.map(\.name)
        default: nil
        }
    }
}

extension Condition.Comparison {
    /// The same comparison with its sides exchanged.
    var mirrored: Self {
        switch self {
        case .equal, .notEqual: self
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        }
    }

    /// Whether some number of the range compares so with `number`.
    func isReachable(from range: ClosedRange<Double>, to number: Double) -> Bool {
        switch self {
        case .equal: range.contains(number)
        case .notEqual: true
        case .less: range.lowerBound < number
        case .lessOrEqual: range.lowerBound <= number
        case .greater: range.upperBound > number
        case .greaterOrEqual: range.upperBound >= number
        }
    }
}
