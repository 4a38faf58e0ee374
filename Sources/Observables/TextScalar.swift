/// A character outside ASCII in running text.
struct TextScalar {
    enum Role {
        /// Part of words and URLs: letters, digits and marks of scripts that write blanks between words.
        case word
        /// Part of URLs but not of words: CJK and what else lies beyond U+2E80, and symbols.
        case wide
        /// Part of nothing: blanks, punctuation, bytes that are not UTF-8.
        case separator
    }

    let role: Role
    /// In bytes, at least 1.
    let length: Int

    init(_ text: Bytes, at index: Int) {
        let length = Self.expectedLength(text[index])
        guard length > 1, index + length <= text.count,
            let scalar = text.slice(index..<index + length).text?.unicodeScalars.first
        else {
            (role, self.length) = (.separator, 1)
            return
        }
        (role, self.length) = (Self.role(of: scalar), length)
    }

    private static func expectedLength(_ lead: UInt8) -> Int {
        switch lead {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 1
        }
    }

    /// Below CJK, or a presentation form of Latin, Hebrew or Arabic letters.
    private static func isSpaced(_ value: UInt32) -> Bool {
        value < 0x2E80 || (0xFB00...0xFDFF).contains(value) || (0xFE70...0xFEFC).contains(value)
    }

    private static func role(of scalar: Unicode.Scalar) -> Role {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .decimalNumber:
            isSpaced(scalar.value) ? .word : .wide
        case .otherSymbol, .otherNumber, .letterNumber, .mathSymbol, .currencySymbol, .modifierSymbol, .enclosingMark:
            .wide
        default: .separator
        }
    }
}
