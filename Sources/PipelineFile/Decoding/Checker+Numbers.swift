extension Checker {
    mutating func boolean(_ replaced: ReplacedScalar, _ type: ValueType, _ place: Place) -> CheckedValue? {
        guard case .boolean(let value) = replaced.meaning else {
            let meant: String? =
                switch replaced.text.lowercased() {
                case "yes", "on", "y", "true": "true"
                case "no", "off", "n", "false": "false"
                default: nil
                }
            return refuse(replaced, type, place, suggestion: replaced.isReplaced ? nil : meant)
        }
        if case .flag = type, !value {
            note("'false' says nothing here", at: place.node.position, place.keyPath, advice: "leave the key out")
            return nil
        }
        return .boolean(value)
    }

    mutating func number(_ replaced: ReplacedScalar, _ type: ValueType, _ place: Place) -> CheckedValue? {
        switch type {
        case .version(let supported):
            guard let number = wholeNumber(replaced) else { return refuse(replaced, type, place) }
            guard number == supported else {
                note("version \(number) is not supported", at: place.node.position, place.keyPath, expected: "1")
                return nil
            }
            return .integer(number)
        case .size(let range):
            guard let bytes = wholeNumber(replaced) ?? ValueFormats.bytes(replaced.text) else {
                return refuse(replaced, type, place)
            }
            return within(range, bytes, replaced, type, place) ? .integer(bytes) : nil
        case .integer(let range):
            guard let number = wholeNumber(replaced) else { return refuse(replaced, type, place) }
            return within(range, number, replaced, type, place) ? .integer(number) : nil
        default: return refuse(replaced, type, place)
        }
    }

    mutating func duration(_ replaced: ReplacedScalar, _ range: ClosedRange<Int>, _ place: Place) -> CheckedValue? {
        let type = ValueType.duration(range)
        guard let milliseconds = ValueFormats.milliseconds(replaced.text) else {
            let isBare = !replaced.isReplaced && wholeNumber(replaced) != nil
            return refuse(replaced, type, place, suggestion: isBare ? "\(replaced.text)s" : nil)
        }
        return within(range, milliseconds, replaced, type, place) ? .duration(.milliseconds(milliseconds)) : nil
    }

    mutating func allowance(_ replaced: ReplacedScalar, _ place: Place) -> CheckedValue? {
        if let count = wholeNumber(replaced) {
            return within(0...Int.max, count, replaced, .allowance, place) ? .allowance(.count(count)) : nil
        }
        guard let allowance = ValueFormats.allowance(replaced.text) else {
            let meant = suggestion(for: replaced, among: [ValueFormats.unlimited])
            return refuse(replaced, .allowance, place, suggestion: meant)
        }
        return .allowance(allowance)
    }

    /// `1_000`, `1.0` and `"5"` are none.
    private func wholeNumber(_ replaced: ReplacedScalar) -> Int? {
        guard case .number = replaced.meaning else { return nil }
        return Int(replaced.text)
    }

    private mutating func within(
        _ range: ClosedRange<Int>,
        _ number: Int,
        _ replaced: ReplacedScalar,
        _ type: ValueType,
        _ place: Place
    ) -> Bool {
        guard !range.contains(number) else { return true }
        let shown = replaced.isReplaced ? replaced.shown : replaced.text
        let expected = Expectation.text(for: type)
        note("\(shown) is out of range", at: place.node.position, place.keyPath, expected: expected)
        return false
    }

    private mutating func refuse(
        _ replaced: ReplacedScalar,
        _ type: ValueType,
        _ place: Place,
        suggestion: String? = nil
    ) -> CheckedValue? {
        let message: String
        switch replaced.meaning {
        case .text: message = replaced.text.isEmpty ? "the value is empty" : "\(replaced.shown) is not accepted"
        default: message = replaced.isReplaced ? "\(replaced.shown) is not accepted" : "found \(place.node.found)"
        }
        let isQuotedNumber =
            !replaced.isReplaced && replaced.scalar.style != .plain
            && YAMLScalar.meaning(of: replaced.text) != .text
        note(
            message,
            at: place.node.position,
            place.keyPath,
            expected: Expectation.text(for: type),
            suggestion: suggestion,
            advice: isQuotedNumber ? "write it without quotes" : nil
        )
        return nil
    }
}
