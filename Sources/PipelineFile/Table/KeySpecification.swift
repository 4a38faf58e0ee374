/// One key of the pipeline file: the row of the table from which decoding, reference page and JSON Schema are made.
struct KeySpecification: Sendable {
    let name: String
    let type: ValueType
    let isRequired: Bool
    /// Used when the key is absent: YAML text, read like the file's own.
    let defaultText: String?
    /// What happens without the key, where no default says it.
    let absence: String?
    let summary: String
    /// YAML text of a value.
    let example: String

    static func required(_ name: String, _ type: ValueType, _ summary: String, example: String) -> Self {
        Self(
            name: name,
            type: type,
            isRequired: true,
            defaultText: nil,
            absence: nil,
            summary: summary,
            example: example
        )
    }

    static func optional(
        _ name: String,
        _ type: ValueType,
        default text: String,
        _ summary: String,
        example: String
    ) -> Self {
        Self(
            name: name,
            type: type,
            isRequired: false,
            defaultText: text,
            absence: nil,
            summary: summary,
            example: example
        )
    }

    static func optional(
        _ name: String,
        _ type: ValueType,
        without absence: String,
        _ summary: String,
        example: String
    ) -> Self {
        Self(
            name: name,
            type: type,
            isRequired: false,
            defaultText: nil,
            absence: absence,
            summary: summary,
            example: example
        )
    }
}

/// A mapping with known keys.
struct SectionSpecification: Sendable {
    /// What it is called in messages: `threatconnect`, `an observable column`.
    let title: String
    let summary: String
    let keys: [KeySpecification]
    let rules: [KeyRule]
    /// Keys that a later version will know.
    let later: [String]

    init(_ title: String, _ summary: String, keys: [KeySpecification], rules: [KeyRule] = [], later: [String] = []) {
        self.title = title
        self.summary = summary
        self.keys = keys
        self.rules = rules
        self.later = later
    }
}

/// Which keys of a section go together.
enum KeyRule: Sendable {
    /// All keys of exactly one of these groups.
    case exactlyOne([[String]])
    case atMostOne([String])
    case atLeastOne([String])
    /// The key, where none of the others is there.
    case requiredUnless(String, [String])
}
