/// What may stand behind a key.
indirect enum ValueType: Sendable {
    case text(TextRule)
    case secret(TextRule)
    case integer(ClosedRange<Int>)
    /// Exactly this number.
    case version(Int)
    case boolean
    /// Only `true`: the key's presence is the choice.
    case flag
    /// Milliseconds; written `500ms`, `30s`, `2m`, `1h`.
    case duration(ClosedRange<Int>)
    /// Bytes; written as a number or `512KiB`, `1MiB`.
    case size(ClosedRange<Int>)
    case allowance
    case choice([String], later: [String])
    case condition
    /// A condition that may ask for the verdict too.
    case ruleCondition
    case template
    /// A constant that the rule accepts, `row.NAME`, or a text with places to fill in.
    case value(ConstantRule)
    case list(ValueType, minimum: Int, unique: Bool)
    /// One value, or a list of them.
    case oneOrMany(ValueType)
    /// The word, or a value of the other type.
    case wordOr(String, ValueType)
    case section(SectionSpecification)
    /// The section, or the list that is its value of this key.
    case sectionOr(key: String, SectionSpecification)
    /// A path template, or the section that has it as `path`.
    case templateOr(SectionSpecification)
    /// A list of mappings with exactly one of these keys each.
    case items(SectionSpecification)
}

/// Limits of a text. The pattern must mean the same to `NSRegularExpression` and to ECMA-262, where it ends in the schema.
struct TextRule: Sendable {
    let pattern: String?
    let maxLength: Int
    /// Whether an unquoted number is text too: an access key consists of digits.
    var acceptsNumbers = false
    /// For people: `a URL that begins with https:// or http://`.
    let expected: String

    /// Anything but nothing.
    static let any = TextRule(pattern: #"\S"#, maxLength: 1_000, acceptsNumbers: true, expected: "text")
}
