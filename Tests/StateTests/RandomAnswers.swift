import Observables
import State
import TestSupport

/// Made-up answers.
enum RandomAnswers {
    static func agent(_ text: String) -> Observable { Observable(kind: .userAgent, canonical: text) }

    static func hit(_ observable: Observable) -> Intelligence? {
        var indicator = Indicator(id: 7, kind: observable.kind, summary: observable.canonical, owner: "Example Org")
        indicator.rating = 4.5
        indicator.tags = ["APT", "Phishing"]
        indicator.description = "seen in the wild"
        return Intelligence(indicators: [indicator])
    }

    static func answer(_ random: inout SeededGenerator) -> StoredAnswer {
        let kind = ObservableKind.allCases.randomElement(using: &random) ?? .host
        let observable = Observable(kind: kind, canonical: text(&random) + "\(random.next() % 100_000)")
        let indicators = (0..<Int(random.next() % 4)).map { _ in indicator(kind, &random) }
        return StoredAnswer(
            observable: observable,
            intelligence: Intelligence(indicators: indicators),
            asOf: Int(random.next() % 4_000_000_000),
            expiresAt: Int(random.next() % 4_000_000_000)
        )
    }

    /// Each optional member is unset as often as not; zeros and extremes among the values.
    private static func indicator(_ kind: ObservableKind, _ random: inout SeededGenerator) -> Indicator {
        func number(_ random: inout SeededGenerator) -> Int? {
            [nil, nil, 0, 1, -1, 99, 1000, .max, .min][Int(random.next() % 9)]
        }
        func optional(_ random: inout SeededGenerator) -> String? { random.next() % 2 == 0 ? nil : text(&random) }
        let id = [0, 1, -5, .max, .min, Int64(bitPattern: random.next())][Int(random.next() % 6)]
        var indicator = Indicator(id: id, kind: kind, summary: text(&random), owner: text(&random))
        indicator.rating = [nil, 0, 5, 3.5, 0.1, -0.0][Int(random.next() % 6)]
        indicator.confidence = number(&random)
        indicator.threatAssessScore = number(&random)
        indicator.falsePositiveCount = number(&random)
        indicator.observationCount = number(&random)
        indicator.description = optional(&random)
        indicator.source = optional(&random)
        indicator.dateAdded = optional(&random)
        indicator.lastModified = optional(&random)
        indicator.webLink = optional(&random)
        indicator.active = [nil, true, false][Int(random.next() % 3)]
        indicator.tags = random.next() % 2 == 0 ? nil : (0..<Int(random.next() % 3)).map { _ in text(&random) }
        return indicator
    }

    private static func text(_ random: inout SeededGenerator) -> String {
        let parts = ["", "a", "é", "💡", "\u{0}", "\"", "\\", "\n", "x y", String(repeating: "long ", count: 40)]
        return (0..<Int(random.next() % 4)).map { _ in parts[Int(random.next() % 10)] }.joined()
    }
}
