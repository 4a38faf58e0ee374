/// What a type accepts, in words.
enum Expectation {
    static func text(for type: ValueType) -> String {
        switch type {
        case .text(let rule), .secret(let rule): rule.expected
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .version(let number): "\(number)"
        case .boolean: "true or false"
        case .flag: "true"
        case .duration(let range): duration(range)
        case .size(let range):
            "bytes as a number or as 512KiB or 1MiB, from \(ValueFormats.text(bytes: range.lowerBound)) "
                + "to \(ValueFormats.text(bytes: range.upperBound))"
        case .allowance: "a whole number, a share such as 2%, or unlimited"
        case .choice(let words, _): "one of \(words.joined(separator: ", "))"
        case .condition: "a condition such as rating >= 4"
        case .ruleCondition: "a condition such as verdict == 'malicious'"
        case .value(let rule): "\(rule.expected), row.NAME, or a text with places such as {count}"
        case .template: "a path, possibly with {name}, {date}, {time} or {run_id}"
        case .list(let element, _, _): "a list, each entry \(text(for: element))"
        case .oneOrMany(let element): "\(text(for: element)), or a list"
        case .wordOr(let word, let other): "`\(word)`, or \(text(for: other))"
        case .section(let section): "a mapping: \(section.title)"
        case .sectionOr(let key, let section): "a mapping: \(section.title), or a list: its \(key)"
        case .templateOr: "a path, or a mapping"
        case .items: "a list"
        }
    }

    private static func duration(_ range: ClosedRange<Int>) -> String {
        "a duration such as 500ms, 30s or 2m, from \(ValueFormats.text(milliseconds: range.lowerBound)) "
            + "to \(ValueFormats.text(milliseconds: range.upperBound))"
    }
}
