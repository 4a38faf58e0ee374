internal import Observables

/// A value that satisfies its type in the table.
indirect enum CheckedValue: Sendable {
    case text(String)
    case secret(Secret)
    case integer(Int)
    case boolean(Bool)
    case duration(Duration)
    case allowance(Allowance)
    case condition(Condition)
    case template(PathTemplate)
    case value(ValueTemplate)
    case list([CheckedItem])
    case section(CheckedSection)
}

/// A value and where the file has it.
struct CheckedItem: Sendable {
    let value: CheckedValue
    let position: SourcePosition
}

/// A mapping whose keys are known and distinct, defaults filled in. A key is absent when it has no default or when its
/// value was wrong, which has been reported then.
struct CheckedSection: Sendable {
    struct Entry: Sendable {
        let key: String
        let keyPosition: SourcePosition
        let item: CheckedItem
        let isDefault: Bool
    }

    let keyPath: String
    let position: SourcePosition
    private(set) var entries: [Entry] = []

    init(keyPath: String, position: SourcePosition) {
        self.keyPath = keyPath
        self.position = position
    }

    mutating func append(_ entry: Entry) { entries.append(entry) }

    /// The value as long as the file has it, not the default.
    func written(_ key: String) -> Entry? { entries.first { $0.key == key && !$0.isDefault } }

    func item(_ key: String) -> CheckedItem? { entries.first { $0.key == key }?.item }

    func path(to key: String) -> String { keyPath.isEmpty ? key : "\(keyPath).\(key)" }
}

/// A value is missing although the table requires it: the problem was reported while checking.
struct MissingValue: Error {
    let keyPath: String
}

extension CheckedSection {
    private func value<Value>(_ key: String, _ read: (CheckedValue) -> Value?) throws(MissingValue) -> Value {
        guard let value = item(key).flatMap({ read($0.value) }) else { throw MissingValue(keyPath: path(to: key)) }
        return value
    }

    func text(_ key: String) throws(MissingValue) -> String { try value(key, \.text) }
    func integer(_ key: String) throws(MissingValue) -> Int { try value(key, \.integer) }
    func boolean(_ key: String) throws(MissingValue) -> Bool { try value(key, \.boolean) }
    func duration(_ key: String) throws(MissingValue) -> Duration { try value(key, \.duration) }
    func allowance(_ key: String) throws(MissingValue) -> Allowance { try value(key, \.allowance) }
    func template(_ key: String) throws(MissingValue) -> PathTemplate { try value(key, \.template) }
    func secret(_ key: String) throws(MissingValue) -> Secret { try value(key, \.secret) }
    func list(_ key: String) throws(MissingValue) -> [CheckedItem] { try value(key, \.list) }
    func section(_ key: String) throws(MissingValue) -> CheckedSection { try value(key, \.section) }

    /// A word of a choice as the value it names.
    func choice<Value: RawRepresentable<String>>(_ key: String) throws(MissingValue) -> Value {
        try value(key) { $0.text.flatMap(Value.init(rawValue:)) }
    }

    func choices<Value: RawRepresentable<String>>(_ key: String) throws(MissingValue) -> [Value] {
        try value(key) { $0.list?.compactMap { $0.value.text.flatMap(Value.init(rawValue:)) } }
    }
}

extension CheckedValue {
    var text: String? { if case .text(let text) = self { text } else { nil } }
    var integer: Int? { if case .integer(let number) = self { number } else { nil } }
    var boolean: Bool? { if case .boolean(let flag) = self { flag } else { nil } }
    var duration: Duration? { if case .duration(let duration) = self { duration } else { nil } }
    var allowance: Allowance? { if case .allowance(let allowance) = self { allowance } else { nil } }
    var template: PathTemplate? { if case .template(let template) = self { template } else { nil } }
    var valueTemplate: ValueTemplate? { if case .value(let template) = self { template } else { nil } }
    var condition: Condition? { if case .condition(let condition) = self { condition } else { nil } }
    var secret: Secret? { if case .secret(let secret) = self { secret } else { nil } }
    var list: [CheckedItem]? { if case .list(let list) = self { list } else { nil } }
    var section: CheckedSection? { if case .section(let section) = self { section } else { nil } }
}
