/// A value with places to fill in from the answer, the records that matched and the run:
/// `Blocked {count} times by the proxy on {run.date}`. `row.NAME` alone stands for `{row.NAME}`; `{{` and `}}` are braces.
package struct ValueTemplate: Sendable, Hashable {
    package enum Placeholder: Sendable, Hashable {
        /// `{count}`: how many records matched.
        case count
        /// `{first}` and `{last}`: number of the first and of the last record that matched, from 1.
        case first
        case last
        /// `{row.NAME}` and `{last.NAME}`: a field of the last record that matched.
        case lastRow(String)
        /// `{first.NAME}`: a field of the first record that matched.
        case firstRow(String)
        /// `{rating}`, `{owner}`, `{verdict}`, …: what was known before the run wrote anything.
        case answer(AnswerField)
        /// `{run.id}`, `{run.name}`, `{run.date}`, `{run.time}`.
        case run(RunField)
    }

    package enum RunField: String, Sendable, Hashable, CaseIterable {
        case id
        /// The pipeline's name.
        case name
        /// `2026-03-25`, UTC.
        case date
        /// `17:45:09`, UTC.
        case time
    }

    package typealias Part = TemplatePart<Placeholder>

    /// As the file has it.
    package let text: String
    package let parts: [Part]
    /// Where the value begins in the file.
    package let position: SourcePosition

    package init(text: String, parts: [Part], position: SourcePosition) {
        self.text = text
        self.parts = parts
        self.position = position
    }

    /// The value without anything to fill in; nil when it depends on the run.
    package var constant: String? {
        parts.reduce("" as String?) { text, part in
            if case .text(let more) = part { text.map { $0 + more } } else { nil }
        }
    }

    /// The template is one column of the record and nothing else.
    package var isColumn: Bool {
        guard parts.count == 1, case .placeholder(let placeholder) = parts[0] else { return false }
        return switch placeholder {
        case .lastRow, .firstRow: true
        default: false
        }
    }

    /// Every mention of a record's field, in order.
    package var rowNames: [RowReference] {
        parts.compactMap { part in
            switch part {
            case .placeholder(.lastRow(let name)), .placeholder(.firstRow(let name)):
                RowReference(name: name, position: position)
            default: nil
            }
        }
    }

    package var answerFields: Set<AnswerField> {
        Set(parts.compactMap { if case .placeholder(.answer(let field)) = $0 { field } else { nil } })
    }
}
