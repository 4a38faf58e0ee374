internal import Foundation

/// Any member name.
struct MemberName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

/// One JSON value of unknown type, kept as far as a scalar can be.
enum LenientScalar: Decodable {
    case text(String)
    case integer(Int64)
    case decimal(Double)
    case flag(Bool)
    /// `null`, `[]` or `{}`, which servers write for "nothing".
    case none
    /// An array or object that holds something.
    case structure

    init(from decoder: any Decoder) throws {
        // Trying one type after the other is how Decodable asks which type a value has.
        let value = try decoder.singleValueContainer()
        if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let integer = try? value.decode(Int64.self) {
            self = .integer(integer)
        } else if let decimal = try? value.decode(Double.self) {
            self = .decimal(decimal)
        } else if let flag = try? value.decode(Bool.self) {
            self = .flag(flag)
        } else {
            self = try Self.isEmpty(decoder) ? .none : .structure
        }
    }

    private static func isEmpty(_ decoder: any Decoder) throws -> Bool {
        if try decoder.singleValueContainer().decodeNil() { return true }
        if let members = try? decoder.container(keyedBy: MemberName.self) { return members.allKeys.isEmpty }
        if let elements = try? decoder.unkeyedContainer() { return elements.isAtEnd }
        return false
    }
}

/// Reads members whose JSON type differs between releases (API document, sections 3.2 and 11).
///
/// A missing member, `null`, `{}` and an empty text are all nil.
struct LenientMembers {
    let container: KeyedDecodingContainer<MemberName>

    func text(_ name: String) throws -> String? {
        if let text = value(String.self, name) { return text.isEmpty ? nil : text }
        switch try scalar(name) {
        case .text(let text): return text.isEmpty ? nil : text
        case .integer(let number): return String(number)
        case .decimal(let number): return String(number)
        case .flag(let flag): return String(flag)
        case .none, .structure: return nil
        }
    }

    /// - Throws: When there is a value that is no whole number: taking it as unset would change its meaning.
    func integer(_ name: String) throws -> Int64? {
        if let number = value(Int64.self, name) { return number }
        if case .structure = try scalar(name) { throw unreadable(name, "a list or an object") }
        guard let text = try text(name) else { return nil }
        if let number = Int64(text) { return number }
        guard let number = Double(text), let whole = Int64(exactly: number.rounded()) else {
            throw unreadable(name, text)
        }
        return whole
    }

    /// - Throws: When there is a value that is no finite number.
    func decimal(_ name: String) throws -> Double? {
        if let number = value(Double.self, name) { return number }
        if case .structure = try scalar(name) { throw unreadable(name, "a list or an object") }
        guard let text = try text(name) else { return nil }
        guard let number = Double(text), number.isFinite else { throw unreadable(name, text) }
        return number
    }

    /// The usual type first: every wrong guess costs an error. Nil says only that the guess was wrong.
    private func value<Value: Decodable>(_ type: Value.Type, _ name: String) -> Value? {
        try? container.decodeIfPresent(type, forKey: MemberName(name))
    }

    private func scalar(_ name: String) throws -> LenientScalar {
        try container.decodeIfPresent(LenientScalar.self, forKey: MemberName(name)) ?? .none
    }

    private func unreadable(_ name: String, _ text: String) -> DecodingError {
        .dataCorruptedError(
            forKey: MemberName(name),
            in: container,
            debugDescription: "\"\(text.prefix(40))\" is not a number"
        )
    }
}

/// A collection that may be an array, a single object, `{"data": […]}`, `{}`, `null` or missing.
struct LenientList<Element: Decodable>: Decodable {
    let elements: [Element]

    init(from decoder: any Decoder) throws { try self.init(from: decoder, emptyObject: []) }

    /// - Parameter emptyObject: Members that make no element: an object of nothing else is an empty list.
    init(from decoder: any Decoder, emptyObject: Set<String>) throws {
        if (try? decoder.unkeyedContainer()) != nil {
            elements = try [Element](from: decoder)
        } else if let object = try? decoder.container(keyedBy: MemberName.self),
            !object.allKeys.allSatisfy({ emptyObject.contains($0.stringValue) })
        {
            let inner = MemberName("data")
            elements =
                object.contains(inner)
                ? try object.decodeIfPresent([Element].self, forKey: inner) ?? [] : [try Element(from: decoder)]
        } else {
            elements = []
        }
    }
}
