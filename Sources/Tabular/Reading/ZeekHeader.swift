/// The `#` lines in front of a Zeek log (Zeek's ASCII writer, `#separator` to `#types`).
struct ZeekHeader: Equatable {
    var separator = UInt8(ascii: "\t")
    var setSeparator = UInt8(ascii: ",")
    var emptyField = Array("(empty)".utf8)
    var unsetField = Array("-".utf8)
    var fields: [String]?
    var types: [String] = []

    init() {}

    /// - Parameter text: The `#` lines with their line breaks.
    init(_ text: some Sequence<UInt8>) {
        for line in Array(text).split(separator: 0x0A) { read(line.last == 0x0D ? line.dropLast() : line) }
    }

    /// Takes one line. Lines that are not known are comments.
    private mutating func read(_ line: ArraySlice<UInt8>) {
        // Only the line that names the separator is separated by a blank.
        if line.starts(with: "#separator ".utf8) {
            return separator = Self.unescaped(Array(line.dropFirst(11))).first ?? separator
        }
        let parts = line.split(separator: separator, omittingEmptySubsequences: false)
        let values = parts.dropFirst()
        switch String(decoding: parts.first ?? [], as: UTF8.self) {
        case "#set_separator": setSeparator = values.first?.first ?? setSeparator
        case "#empty_field": emptyField = Array(values.first ?? [])
        case "#unset_field": unsetField = Array(values.first ?? [])
        case "#fields": fields = values.map { String(decoding: $0, as: UTF8.self) }
        case "#types": types = values.map { String(decoding: $0, as: UTF8.self) }
        default: break
        }
    }

    /// Names in a `#fields` line, separated as this header says.
    func names(inFieldsLine line: some Sequence<UInt8>) -> [String] {
        Array(line).split(separator: separator, omittingEmptySubsequences: false).dropFirst()
            .map { String(decoding: $0, as: UTF8.self) }
    }

    var columns: [InputColumn] {
        (fields ?? []).enumerated().map { index, name in
            let type = index < types.count ? types[index] : ""
            let isList = type.hasPrefix("set[") || type.hasPrefix("vector[")
            return InputColumn(name: name, listSeparator: isList ? setSeparator : nil)
        }
    }

    /// Replaces `\xHH`.
    private static func unescaped(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var rest = text[...]
        while let byte = rest.first {
            if rest.starts(with: "\\x".utf8), rest.count >= 4,
                let value = UInt8(String(decoding: rest.dropFirst(2).prefix(2), as: UTF8.self), radix: 16)
            {
                result.append(value)
                rest = rest.dropFirst(4)
            } else {
                result.append(byte)
                rest = rest.dropFirst()
            }
        }
        return result
    }
}
