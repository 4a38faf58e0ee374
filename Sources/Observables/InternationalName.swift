/// Host names with characters outside ASCII.
///
/// Follows UTS #46 (non-transitional) as far as the standard library goes: lower case, the four full stops, full-width
/// ASCII, dropping of ignorable characters. Names are not normalised (NFC); a name written with combining marks
/// gives other Punycode than one written with composed letters.
enum InternationalName {
    /// The name in ASCII, nil when it holds a character that no name can have.
    static func ascii(_ text: String) -> [UInt8]? {
        guard let scalars = mapped(text) else { return nil }
        var output: [UInt8] = []
        for (index, label) in scalars.split(separator: ".", omittingEmptySubsequences: false).enumerated() {
            if index > 0 { output.append(Ascii.dot) }
            guard let bytes = ascii(label: Array(label)) else { return nil }
            output += bytes
        }
        return output
    }

    private static func ascii(label: [Unicode.Scalar]) -> [UInt8]? {
        guard !label.allSatisfy(\.isASCII) else { return label.map { UInt8($0.value) } }
        // A label of more than 63 characters cannot become one of at most 63 bytes.
        guard label.count <= 63, let encoded = Punycode.encode(label) else { return nil }
        return Array("xn--".utf8) + encoded
    }

    private static func mapped(_ text: String) -> [Unicode.Scalar]? {
        var output: [Unicode.Scalar] = []
        for scalar in text.unicodeScalars where !isIgnored(scalar) {
            for lower in folded(scalar).properties.lowercaseMapping.unicodeScalars {
                guard lower.isASCII || isAllowed(lower) else { return nil }
                output.append(lower)
            }
        }
        return output
    }

    /// Full-width ASCII to ASCII, ideographic full stops to a dot.
    private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x3002, 0xFF0E, 0xFF61: "."
        case 0xFF01...0xFF5E: Unicode.Scalar(UInt8(scalar.value - 0xFEE0))
        default: scalar
        }
    }

    private static func isIgnored(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xAD, 0x200B, 0x2060, 0xFEFF, 0xFE00...0xFE0F: true
        default: false
        }
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value == 0xFFFD { return false }
        if scalar.value == 0x200C || scalar.value == 0x200D || scalar.value == 0xB7 { return true }
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .otherLetter, .modifierLetter, .decimalNumber, .nonspacingMark, .spacingMark,
            .letterNumber, .otherNumber, .otherSymbol, .modifierSymbol:
            return true
        default: return false
        }
    }
}
