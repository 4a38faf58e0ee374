import TestSupport

/// JSON and almost-JSON on one line.
enum RandomJSON {
    /// An object, one time in two with a character removed, doubled or replaced.
    static func line(using random: inout SeededGenerator) -> String {
        var characters = Array(object(depth: 2, using: &random).utf8.map { UInt8($0) })
        if Bool.random(using: &random) {
            let index = Int.random(in: 0..<characters.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: characters.remove(at: index)
            case 1: characters.insert(characters[index], at: index)
            default: characters[index] = Array("{}[],:\"\\ a1.e-tn/u".utf8).randomElement(using: &random)!
            }
        }
        return String(decoding: characters, as: UTF8.self)
    }

    static func object(depth: Int, using random: inout SeededGenerator) -> String {
        // Keys differ: which of equal keys counts is a choice that parsers make differently.
        let keys = ["a", "b", "c", "b.c", "k\\\"", "\\u00e9", "", "long key with blanks"].shuffled(using: &random)
        let members = keys.prefix(Int.random(in: 0...4, using: &random)).map { key in
            "\"\(key)\"\(blank(&random)):\(blank(&random))\(value(depth: depth, using: &random))"
        }
        return "{\(blank(&random))\(members.joined(separator: ","))\(blank(&random))}"
    }

    private static func value(depth: Int, using random: inout SeededGenerator) -> String {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &random) {
        case 0: return ["true", "false", "null"].randomElement(using: &random)!
        case 1: return ["0", "-1", "12.5", "1e3", "-0.25E-2", "1234"].randomElement(using: &random)!
        case 2: return "\"\""
        case 3:
            return ["\"x\\n\\\\\"", "\"{\"", "\"}\"", "\"\\ud83d\\ude00\"", "\"a\\/b\""].randomElement(using: &random)!
        case 4: return "\"plain text, 192.0.2.1\""
        case 5: return object(depth: depth - 1, using: &random)
        default:
            let elements = (0..<Int.random(in: 0...3, using: &random)).map { _ in
                value(depth: depth - 1, using: &random)
            }
            return "[\(elements.joined(separator: ", "))]"
        }
    }

    private static func blank(_ random: inout SeededGenerator) -> String {
        ["", "", "", " ", "\t"].randomElement(using: &random)!
    }
}
