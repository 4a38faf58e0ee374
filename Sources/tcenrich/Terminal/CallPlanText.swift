import Foundation
import Observables
package import Pipeline
package import PipelineFile

/// What `plan` says about asking: each number beside what it is a part of.
package struct CallPlanText {
    private let plan: CallPlan
    private let rate: CallRate?

    /// - Parameter rate: What ThreatConnect takes; nil says nothing about time.
    package init(_ plan: CallPlan, rate: CallRate? = nil) {
        self.plan = plan
        self.rate = rate
    }

    package var lines: [String] {
        let observables = plan.observables
        let distinct = [Quantity.grouped(observables.distinct) + " distinct"] + kinds
        return [
            row("records", "\(Quantity.grouped(plan.records.read)) read"),
            row("observables", distinct.joined(separator: " · ")),
            skipped.isEmpty
                ? nil
                : row("", "\(Quantity.grouped(observables.skippedTotal)) skipped: " + skipped.joined(separator: ", ")),
            plan.usesCache ? row("cache", cached) : nil,
            row("to ask", Quantity.grouped(plan.toAsk)),
            row("calls", calls.joined(separator: " · ")),
            rate.map { row("time", "\(times(at: $0).joined(separator: " · ")) at \($0)") },
        ].compactMap { $0 } + unavailable + [row("strategy", strategy)]
    }

    private var kinds: [String] {
        ObservableKind.allCases.compactMap { kind in
            plan.kinds[kind].map { "\(kind.name) \(Quantity.grouped($0))" }
        }
    }

    private var skipped: [String] {
        SkipReason.allCases.compactMap { reason in
            plan.observables.skipped[reason].map { "\(reason.rawValue) \(Quantity.grouped($0))" }
        }
    }

    private var cached: String {
        let (cached, asked) = (plan.observables.cached, plan.observables.asked)
        return "\(Quantity.grouped(cached)) known (\(Quantity.percent(cached, of: asked)))"
    }

    private var calls: [String] {
        plan.offers.compactMap { offer in offer.calls.map { "\(offer.strategy.rawValue) \(Quantity.grouped($0))" } }
    }

    private func times(at rate: CallRate) -> [String] {
        plan.offers.compactMap { offer in
            offer.calls.map { "\(offer.strategy.rawValue) \(Quantity.duration(rate.seconds(of: $0)))" }
        }
    }

    private var unavailable: [String] {
        plan.offers.compactMap { offer in
            guard case .unavailable(let reason) = offer.cost else { return nil }
            return row("", "\(offer.strategy.rawValue) cannot be used: \(reason)")
        }
    }

    private var strategy: String {
        plan.choice.map { "auto takes \($0.strategy.rawValue)" } ?? plan.strategy.rawValue
    }

    /// One object on one line, for machines.
    package func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(Counts(plan, rate)), as: UTF8.self)
    }

    private struct Counts: Encodable {
        let name: String
        let records: Int
        let distinct: Int
        let kinds: [String: Int]
        let skipped: [String: Int]
        let cached: Int
        let toAsk: Int
        /// Of the strategies that can be used.
        let calls: [String: Int]
        /// Of `auto`, what it takes.
        let strategy: String
        /// Left out where no rate was given.
        let seconds: [String: Double]?

        private enum CodingKeys: String, CodingKey {
            case name, records, distinct, kinds, skipped, cached, calls, strategy, seconds
            case toAsk = "to_ask"
        }

        init(_ plan: CallPlan, _ rate: CallRate?) {
            name = plan.name
            records = plan.records.read
            distinct = plan.observables.distinct
            kinds = Dictionary(uniqueKeysWithValues: plan.kinds.map { ($0.key.name, $0.value) })
            skipped = Dictionary(uniqueKeysWithValues: plan.observables.skipped.map { ($0.key.rawValue, $0.value) })
            cached = plan.observables.cached
            toAsk = plan.toAsk
            let calls = Dictionary(
                uniqueKeysWithValues: plan.offers.compactMap { offer in
                    offer.calls.map { (offer.strategy.rawValue, $0) }
                }
            )
            self.calls = calls
            seconds = rate.map { rate in calls.mapValues(rate.seconds(of:)) }
            strategy = plan.choice?.strategy.rawValue ?? plan.strategy.rawValue
        }
    }

    private func row(_ title: String, _ text: String) -> String {
        title + String(repeating: " ", count: max(0, 12 - title.count)) + text
    }
}
