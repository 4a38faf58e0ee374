/// What a query selects from: a table, and how its keywords and links read in SQL.
///
/// Templates name the entity's own row `@`, a linked row `#`, and the condition that a linked row or a member of a set must
/// fulfil `{}`.
struct TQLEntity: Sendable {
    /// How the values of a keyword compare.
    enum Field: Sendable {
        /// Letter case does not matter.
        case text(String)
        case number(String)
        /// UTC text, compared with dates in the forms of ``LenientDate``, `TODAY()` and `NOW()`.
        case date(String)
        case flag(String)
        /// A number, or a text that is compared with the second column.
        case either(number: String, text: String)
        /// The indicator's printable value.
        case summary
        /// One of the three parts of an indicator's value, counted from 1.
        case value(Int)
        /// The name or number of the indicator's type.
        case indicatorType
        /// True if the column of one member fits.
        indirect case member(Field, within: String)
    }

    struct Link: Sendable {
        let entity: Name
        let template: String
    }

    enum Name: Sendable {
        case indicator, group, attribute, tag, label

        var entity: TQLEntity {
            switch self {
            case .indicator: .indicator
            case .group: .group
            case .attribute: .attribute
            case .tag: .tag
            case .label: .label
            }
        }
    }

    /// With its alias: `indicator #`.
    let table: String
    let fields: [String: Field]
    var links: [String: Link] = [:]
    /// Links to what the sandbox does not hold: never fulfilled.
    var emptyLinks: Set<String> = []

    /// - Parameter fields: By keyword, in any letter case.
    init(table: String, fields: [String: Field], links: [String: Link] = [:], emptyLinks: Set<String> = []) {
        self.table = table
        self.fields = Self.folded(fields)
        self.links = Self.folded(links)
        self.emptyLinks = Set(emptyLinks.map { $0.lowercased() })
        keywords =
            fields.map { ($0.key, $0.value.typeName) } + (Array(links.keys) + emptyLinks).map { ($0, "Sub Query") }
    }

    /// Every keyword with the name of its type, for `OPTIONS …/tql`.
    let keywords: [(name: String, type: String)]

    private static func folded<T>(_ items: [String: T]) -> [String: T] {
        Dictionary(items.map { ($0.key.lowercased(), $0.value) }) { first, _ in first }
    }
}

extension TQLEntity.Field {
    fileprivate var typeName: String {
        switch self {
        case .text, .summary, .value, .indicatorType: "String"
        case .number, .either: "Integer"
        case .date: "DateTime"
        case .flag: "Boolean"
        case .member(let field, _): field.typeName
        }
    }
}
