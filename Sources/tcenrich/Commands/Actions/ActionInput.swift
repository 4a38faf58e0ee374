import Foundation
import Observables
import ThreatConnect

/// One thing that an action is done to: a value given as text, or a JSON object with a value and members of its own.
struct ActionInput: Sendable {
    /// For messages: the value, or where it was read.
    let label: String
    /// Nil for an object without one.
    let text: String?
    /// What a JSON object says besides.
    let object: JSONText?
    /// The type that the object shows.
    private let typeName: String?

    init(text: String) {
        (label, self.text, object, typeName) = (text, text, nil, nil)
    }

    /// - Parameter place: For messages, where the object shows no value.
    private init(_ indicator: IndicatorObject, place: String) {
        text = IndicatorObject.text(indicator.members)
        object = indicator.members
        typeName = indicator.typeName
        let type = indicator.typeName.flatMap(IndicatorType.builtIn(named:))
        label = text ?? type?.summary(of: indicator.members) ?? place
    }

    /// - Throws: `InputProblem` for a line that begins like an object and is none.
    init(line: [UInt8], number: Int) throws {
        let text = String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespaces)
        guard text.hasPrefix("{") else {
            self.init(text: text)
            return
        }
        do {
            self.init(IndicatorObject(try JSONText(line)), place: "line \(number)")
        } catch {
            throw InputProblem(description: "line \(number) of standard input is no JSON object: \(error)")
        }
    }

    func member(_ names: String...) -> JSONText? { names.lazy.compactMap { object?[$0] }.first }

    /// The owner that the object itself names, as in the output of `indicator list`.
    var owner: String? { member("owner", "ownerName").flatMap { $0["name"]?.text ?? $0.text } }
}

/// A value that can be asked about or written.
struct ResolvedValue: Sendable {
    let type: IndicatorType
    /// What stands in a path: of a file, one hash.
    let value: String
    /// What is created: of a file, all hashes that were given.
    let whole: String
}

extension ActionInput {
    /// Finds out what the value is: declared on the command line, by the object itself, or to be seen from the value.
    ///
    /// - Throws: `InputProblem` when the value is not of that type or shows none.
    func resolved(type name: String?, _ catalogue: TypeCatalogue) async throws -> ResolvedValue {
        guard let name = name ?? typeName else {
            guard let text else {
                throw InputProblem(
                    description:
                        "the object has no indicator, summary or value, nor a member such as hostName that holds one"
                )
            }
            guard let found = Detector(kinds: .detectable).observable(in: text) else {
                throw InputProblem(description: "it cannot be seen what kind of indicator this is; say it with --type")
            }
            return ResolvedValue(type: IndicatorType(found.kind), value: found.canonical, whole: found.canonical)
        }
        let type = try await catalogue.type(named: name)
        guard let text = text ?? object.flatMap({ type.summary(of: $0) }) else {
            throw InputProblem(
                description:
                    "the object has no indicator, summary or value, nor a member such as hostName that holds one"
            )
        }
        guard let kind = type.kind else { return Self.custom(text, type) }
        let parts = kind == .file ? text.split(separator: " : ").map { String($0) } : [text]
        let reader = DeclaredReader(kind: kind)
        let canonical = parts.map { reader.observable(in: $0)?.canonical }
        guard let first = canonical.first ?? nil, canonical.allSatisfy({ $0 != nil }) else {
            throw InputProblem(description: "this is not a valid \(type.name)")
        }
        let whole = canonical.compactMap { $0 }.joined(separator: " : ")
        return ResolvedValue(type: type, value: first, whole: whole)
    }

    private static func custom(_ text: String, _ type: IndicatorType) -> ResolvedValue {
        let value =
            switch type.casePreference {
            case .upper: text.uppercased()
            case .lower: text.lowercased()
            case .sensitive, nil: text
            }
        return ResolvedValue(type: type, value: value, whole: value)
    }
}

/// The inputs of one command, one after the other.
struct ActionInputs: Sendable {
    private enum Source: Sendable {
        case values([String])
        case standardInput(LineInput)
    }

    private let source: Source
    private var position = 0

    /// - Throws: `ValidationError` when there is neither a value nor anything to read one from.
    init(_ values: [String]) throws {
        guard values.isEmpty || values == ["-"] else {
            source = .values(values)
            return
        }
        guard values == ["-"] || isatty(STDIN_FILENO) != 1 else {
            throw NoValues()
        }
        source = .standardInput(LineInput())
    }

    /// Nil after the last one; a failure for a line that cannot be used. Blank lines are passed over.
    mutating func next() async throws -> Result<ActionInput, InputProblem>? {
        switch source {
        case .values(let values):
            guard position < values.count else { return nil }
            defer { position += 1 }
            return .success(ActionInput(text: values[position]))
        case .standardInput(let lines):
            while let line = try await lines.next() {
                position += 1
                if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
                do {
                    return .success(try ActionInput(line: line, number: position))
                } catch let problem as InputProblem {
                    return .failure(problem)
                }
            }
            return nil
        }
    }
}

struct NoValues: Error, CustomStringConvertible {
    let description = "give values, or '-' to read them from standard input"
}
