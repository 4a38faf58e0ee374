import Foundation
import Observables
import PipelineFile

/// Fills in the templates of one rule for one observable.
struct TemplateRenderer {
    let rule: WriteBackRule
    let match: RuleMatch
    let answered: AnsweredObservable
    let run: TemplateRun
    /// Whose copy is written; nil is the API user's own organisation.
    let owner: String?

    func text(_ template: ValueTemplate) -> String {
        template.parts.map { part in
            switch part {
            case .text(let text): text
            case .placeholder(let placeholder): value(of: placeholder)
            }
        }
        .joined()
    }

    /// The members of a list: a template that is one column alone is split, any other is one member.
    func list(_ templates: [ValueTemplate]) -> [String] {
        templates.flatMap { template -> [String] in
            guard template.isColumn else { return [text(template)] }
            return text(template).components(separatedBy: rule.listSeparator)
        }
        .map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
        .filter { !$0.isEmpty }
    }

    private func value(of placeholder: ValueTemplate.Placeholder) -> String {
        switch placeholder {
        case .count: String(match.count)
        case .first: String(match.first)
        case .last: String(match.last)
        case .firstRow(let name): cell(name, match.firstRow)
        case .lastRow(let name): cell(name, match.lastRow)
        case .answer(let field): answer(field)
        case .run(let field): run.value(of: field)
        }
    }

    private func cell(_ name: String, _ row: [String]) -> String {
        zip(rule.templateColumns, row).first { $0.0 == name }?.1 ?? ""
    }

    private func answer(_ field: AnswerField) -> String {
        AnswerFieldValues(
            observable: answered.observable,
            answer: answered.sourced.answer,
            verdict: match.verdict.verdict
        )
        .value(of: field).text
    }
}

/// What `{run.…}` stands for. A run that continues an interrupted write-back uses the interrupted one's.
struct TemplateRun: Sendable, Hashable {
    let id: String
    let name: String
    /// Seconds since 1970.
    let startedAt: Int

    func value(of field: ValueTemplate.RunField) -> String {
        switch field {
        case .id: id
        case .name: name
        case .date: UTC.date(startedAt)
        case .time: UTC.time(startedAt, separator: ":")
        }
    }
}
