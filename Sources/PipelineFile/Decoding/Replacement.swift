/// A YAML scalar after `${…}` was replaced in it.
struct ReplacedScalar: Sendable {
    let scalar: YAMLScalar
    /// The value to use.
    let text: String
    /// Per scalar of ``text`` the offset in the file's value that it comes from; nil: nothing was replaced.
    let origins: [Int]?
    /// Ranges of ``text`` that no message may show, as they may be secrets. Offsets count Unicode scalars.
    let hidden: [Range<Int>]

    var isReplaced: Bool { origins != nil }

    /// The value for a message, or what stands for it.
    var shown: String { isReplaced ? "the replaced value" : Shown.quoted(text) }

    /// A replaced value is read as if it stood in the file unquoted.
    var meaning: YAMLScalar.Meaning { isReplaced ? YAMLScalar.meaning(of: text) : scalar.meaning }
}

/// Replaces `${NAME}`, `${NAME:default}` and `${file:PATH}`; `$${` stands for `${` itself.
struct Replacement {
    /// A secret or a word, not a document.
    static let maxFileBytes = 65_536

    let environment: [String: String]
    let readFile: (String) throws -> [UInt8]

    struct Defect: Error {
        let message: String
        /// Of the `${`, in Unicode scalars of the file's value.
        let offset: Int
        let advice: String?
    }

    /// Whether a variable of the environment may be called so: `[A-Za-z_][A-Za-z0-9_]*`.
    static func isName(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first, !DecimalNumber.isDigit(first) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"): true
            default: DecimalNumber.isDigit(byte)
            }
        }
    }

    func replaced(_ scalar: YAMLScalar) -> (ReplacedScalar, [Defect]) {
        guard scalar.text.contains("${") else {
            return (ReplacedScalar(scalar: scalar, text: scalar.text, origins: nil, hidden: []), [])
        }
        var work = Work(input: Array(scalar.text.unicodeScalars))
        while let offset = work.copyToReference() { resolve(at: offset, in: &work) }
        let text = String(String.UnicodeScalarView(work.output))
        return (ReplacedScalar(scalar: scalar, text: text, origins: work.origins, hidden: work.hidden), work.defects)
    }

    private func resolve(at start: Int, in work: inout Work) {
        guard let end = work.input[start...].firstIndex(of: "}") else {
            work.defects.append(Defect(message: "'${' without '}'", offset: start, advice: "write $${ for the text ${"))
            work.index = work.input.count
            return
        }
        work.index = end + 1
        let inner = String(String.UnicodeScalarView(work.input[(start + 2)..<end]))
        do { work.append(try value(of: inner, at: start), from: start) } catch { work.defects.append(error) }
    }

    private func value(of inner: String, at offset: Int) throws(Defect) -> String {
        if inner.hasPrefix("file:") { return try content(of: String(inner.dropFirst(5)), at: offset) }
        let name = String(inner.prefix { $0 != ":" })
        guard Self.isName(name) else {
            throw Defect(
                message: "'${' must be followed by a name",
                offset: offset,
                advice: "write ${NAME}, ${NAME:default}, ${file:/path}, or $${ for the text ${"
            )
        }
        if let value = environment[name] { return value }
        if name != inner { return String(inner.dropFirst(name.count + 1)) }
        throw Defect(
            message: "the environment has no variable \(Shown.quoted(name))",
            offset: offset,
            advice: "set \(name), or give a default: ${\(name):default}"
        )
    }

    private func content(of path: String, at offset: Int) throws(Defect) -> String {
        let name = Shown.quoted(path)
        let bytes: [UInt8]
        do { bytes = try readFile(path) } catch {
            throw Defect(message: "the file \(name) cannot be read: \(error)", offset: offset, advice: nil)
        }
        guard bytes.count <= Self.maxFileBytes else {
            let message = "the file \(name) has more than \(Self.maxFileBytes) bytes"
            throw Defect(message: message, offset: offset, advice: nil)
        }
        guard var text = String(validating: bytes, as: UTF8.self) else {
            throw Defect(message: "the file \(name) is not UTF-8 text", offset: offset, advice: nil)
        }
        // Swift counts CR LF as one character.
        if text.last == "\n" || text.last == "\r\n" { text.removeLast() }
        return text
    }

    /// A walk over one value.
    private struct Work {
        let input: [Unicode.Scalar]
        var index = 0
        var output: [Unicode.Scalar] = []
        var origins: [Int] = []
        var hidden: [Range<Int>] = []
        var defects: [Defect] = []

        init(input: [Unicode.Scalar]) { self.input = input }

        /// Copies up to the next `${` and returns its offset; nil at the end.
        mutating func copyToReference() -> Int? {
            while index < input.count {
                if input[index...].starts(with: "$${".unicodeScalars) {
                    index += 1
                    copy(2)
                } else if input[index...].starts(with: "${".unicodeScalars) {
                    return index
                } else {
                    copy(1)
                }
            }
            return nil
        }

        private mutating func copy(_ count: Int) {
            for _ in 0..<count {
                output.append(input[index])
                origins.append(index)
                index += 1
            }
        }

        mutating func append(_ value: String, from start: Int) {
            let begin = output.count
            output += value.unicodeScalars
            origins += Array(repeating: start, count: output.count - begin)
            hidden.append(begin..<output.count)
        }
    }
}
