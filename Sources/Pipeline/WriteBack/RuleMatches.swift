import Observables
import PipelineFile
import Tabular

/// The records in which one rule holds for one observable.
struct RuleMatch: Sendable {
    var count = 0
    /// Numbers of records in the run, from 1.
    var first: Int
    var last = 0
    /// The worst of all matching records.
    var verdict: Severity
    /// The columns that the rule's templates name, of the first and of the last record.
    var firstRow: [String]
    var lastRow: [String]

    /// Joins the matches of a later chunk.
    mutating func add(_ later: RuleMatch) {
        count += later.count
        last = later.last
        lastRow = later.lastRow
        verdict = max(verdict, later.verdict)
    }
}

struct RuleMatchKey: Hashable, Sendable {
    /// Place among the rules.
    let rule: Int
    let observable: ObservableID
}

typealias RuleMatches = [RuleMatchKey: RuleMatch]

extension RuleMatches {
    mutating func add(_ later: RuleMatches) {
        for (key, match) in later {
            if self[key]?.add(match) == nil { self[key] = match }
        }
    }
}

/// Applies the conditions of all rules to records. Holds compiled patterns, so each worker has its own.
final class RuleMatcher {
    private struct Rule {
        let condition: ConditionEvaluator?
        /// Positions of the columns that its templates name.
        let columns: [Int]
        /// Whether it acts on values that the look-up does not find.
        let seesAbsent: Bool
    }

    private let rules: [Rule]
    private let columns: [String: Int]
    /// Whether a rule also acts on values that the look-up does not find.
    let seesAbsent: Bool

    /// - Parameter columns: Position of each column that a rule names.
    /// - Throws: When a pattern cannot be compiled; loading the pipeline file has checked that already.
    init(rules: [WriteBackRule], columns: [String: Int]) throws {
        self.columns = columns
        self.rules = try rules.map { rule in
            Rule(
                condition: try rule.condition.map { try ConditionEvaluator($0) },
                columns: rule.templateColumns.compactMap { columns[$0] },
                seesAbsent: rule.seesAbsent
            )
        }
        seesAbsent = rules.contains(where: \.seesAbsent)
    }

    /// - Parameter candidates: What stands for each cell, by its code.
    func matches(in batch: BatchAnswers, candidates: [CellCode: [AnsweredObservable]]) -> RuleMatches {
        var matches: RuleMatches = [:]
        guard !candidates.isEmpty else { return matches }
        for record in 0..<batch.view.count {
            // A record counts once for a value, in however many columns it stands.
            var seen: Set<ObservableID> = []
            for column in 0..<batch.columns.count {
                guard let found = candidates[batch.code(record: record, column: column)] else { continue }
                for answered in found where seen.insert(answered.id).inserted {
                    add(answered, record, of: batch, to: &matches)
                }
            }
        }
        return matches
    }

    private func add(
        _ answered: AnsweredObservable,
        _ record: Int,
        of batch: BatchAnswers,
        to matches: inout RuleMatches
    ) {
        let severity = severity(of: answered, record, of: batch)
        for (index, rule) in rules.enumerated() where answered.cell.severity.isHit || rule.seesAbsent {
            guard holds(rule, answered, severity.verdict, record, of: batch) else { continue }
            let row = rule.columns.map { batch.text(record: record, column: $0) }
            let number = batch.recordNumber(record)
            let match = RuleMatch(
                count: 1,
                first: number,
                last: number,
                verdict: severity,
                firstRow: row,
                lastRow: row
            )
            let key = RuleMatchKey(rule: index, observable: answered.id)
            if matches[key]?.add(match) == nil { matches[key] = match }
        }
    }

    private func severity(of answered: AnsweredObservable, _ record: Int, of batch: BatchAnswers) -> Severity {
        guard let rowVerdicts = batch.rowVerdicts, answered.cell.severity.isHit else { return answered.cell.severity }
        let verdict = rowVerdicts.verdict(of: answered, view: batch.view, record: record)
        return Severity(of: answered.sourced.answer, verdict: verdict)
    }

    private func holds(
        _ rule: Rule,
        _ answered: AnsweredObservable,
        _ verdict: Verdict,
        _ record: Int,
        of batch: BatchAnswers
    ) -> Bool {
        guard let condition = rule.condition else { return true }
        let context = RuleContext(answered: answered, verdict: verdict) { [columns] name in
            guard let column = columns[name] else { return .null }
            let text = batch.text(record: record, column: column)
            return text.isEmpty ? .null : .text(text)
        }
        return condition.matches(context)
    }
}

extension BatchAnswers {
    func text(record: Int, column: Int) -> String {
        String(decoding: view.value(record: record, column: column), as: UTF8.self)
    }
}

extension WriteBackRule {
    /// Names of the columns that the templates mention, once each, in order of appearance.
    var templateColumns: [String] {
        var seen: Set<String> = []
        return templates.flatMap(\.rowNames).map(\.name).filter { seen.insert($0).inserted }
    }
}
