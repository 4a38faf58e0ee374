internal import Observables

extension Checker {
    /// Checks a type that is written as one YAML scalar.
    mutating func scalar(_ place: Place, as type: ValueType) -> CheckedValue? {
        let expected = Expectation.text(for: type)
        guard case .scalar(let scalar) = place.node.content else { return mismatch(place, expected: expected) }
        guard let replaced = replaced(scalar, place) else { return nil }
        switch type {
        case .text(let rule): return text(replaced, rule, place).map(CheckedValue.text)
        case .secret(let rule): return secret(replaced, rule, place)
        case .choice(let words, let later): return choice(replaced, words, later: later, place)
        case .condition: return condition(replaced, place, knowsVerdict: false)
        case .ruleCondition: return condition(replaced, place, knowsVerdict: true)
        case .value(let rule): return value(replaced, rule, place)
        case .template: return template(replaced, place)
        case .boolean, .flag: return boolean(replaced, type, place)
        case .integer, .version, .size: return number(replaced, type, place)
        case .duration(let range): return duration(replaced, range, place)
        case .allowance: return allowance(replaced, place)
        default: return mismatch(place, expected: expected)
        }
    }

    /// Refuses what YAML takes for something else than text, unless it was written as text or replaced.
    private mutating func isText(_ replaced: ReplacedScalar, acceptsNumbers: Bool, _ place: Place, _ expected: String)
        -> Bool
    {
        if replaced.isReplaced { return true }
        switch replaced.meaning {
        case .text: return true
        case .number where acceptsNumbers: return true
        case .nothing: _ = mismatch(place, expected: expected)
        case .number, .boolean: _ = mismatch(place, expected: expected, advice: "put it in quotes")
        }
        return false
    }

    private mutating func text(_ replaced: ReplacedScalar, _ rule: TextRule, _ place: Place) -> String? {
        guard isText(replaced, acceptsNumbers: rule.acceptsNumbers, place, rule.expected) else { return nil }
        guard isAccepted(replaced.text, rule) else {
            let message = replaced.text.isEmpty ? "the value is empty" : "\(replaced.shown) is not accepted"
            note(message, at: place.node.position, place.keyPath, expected: rule.expected)
            return nil
        }
        return replaced.text
    }

    private func isAccepted(_ text: String, _ rule: TextRule) -> Bool {
        text.unicodeScalars.count <= rule.maxLength && rule.pattern.map { Pattern($0).matches(text) } ?? true
    }

    private mutating func secret(_ replaced: ReplacedScalar, _ rule: TextRule, _ place: Place) -> CheckedValue? {
        guard isText(replaced, acceptsNumbers: rule.acceptsNumbers, place, rule.expected) else { return nil }
        guard isAccepted(replaced.text, rule) else {
            let message = replaced.text.isEmpty ? "the value is empty" : "the value is not accepted"
            note(message, at: place.node.position, place.keyPath, expected: rule.expected)
            return nil
        }
        if !replaced.isReplaced, !replaced.text.isEmpty {
            note(
                "secret written in the file",
                severity: .warning,
                at: place.node.position,
                place.keyPath,
                advice: "use ${NAME} or ${file:/path}, so that the file can be shown to others"
            )
        }
        return .secret(Secret(replaced.text))
    }

    private mutating func choice(
        _ replaced: ReplacedScalar,
        _ words: [String],
        later: [String],
        _ place: Place
    ) -> CheckedValue? {
        let expected = "one of \(words.joined(separator: ", "))"
        guard isText(replaced, acceptsNumbers: false, place, expected) else { return nil }
        if words.contains(replaced.text) { return .text(replaced.text) }
        let isLater = !replaced.isReplaced && later.contains(replaced.text)
        note(
            "\(replaced.shown) is not \(isLater ? "supported by this version" : "accepted")",
            at: place.node.position,
            place.keyPath,
            expected: expected,
            suggestion: isLater ? nil : suggestion(for: replaced, among: words)
        )
        return nil
    }

    private mutating func template(_ replaced: ReplacedScalar, _ place: Place) -> CheckedValue? {
        let expected = "a path, possibly with {name}, {date}, {time} or {run_id}"
        guard isText(replaced, acceptsNumbers: false, place, expected) else { return nil }
        guard isAccepted(replaced.text, Rules.path), !replaced.text.hasSuffix("/") else {
            note("\(replaced.shown) is not accepted", at: place.node.position, place.keyPath, expected: expected)
            return nil
        }
        do { return .template(try PathTemplate(replaced.text)) } catch {
            let isHidden = replaced.hidden.contains { $0.contains(error.offset) }
            note(
                isHidden ? "the replaced value holds a brace that names no placeholder" : error.message,
                at: places(of: replaced)[error.offset],
                place.keyPath,
                expected: expected,
                suggestion: isHidden ? nil : error.suggestion
            )
            return nil
        }
    }

    private mutating func value(_ replaced: ReplacedScalar, _ rule: ConstantRule, _ place: Place) -> CheckedValue? {
        let expected = Expectation.text(for: .value(rule))
        if case .nothing = replaced.meaning, !replaced.isReplaced { return mismatch(place, expected: expected) }
        let template: ValueTemplate
        do { template = try ValueTemplate(replaced.text, position: place.node.position) } catch {
            let isHidden = replaced.hidden.contains { $0.contains(error.offset) }
            note(
                isHidden ? "the replaced value holds a brace that names no placeholder" : error.message,
                at: places(of: replaced)[error.offset],
                place.keyPath,
                expected: expected,
                suggestion: isHidden ? nil : error.suggestion
            )
            return nil
        }
        guard let constant = template.constant, !rule.accepts(constant) else { return .value(template) }
        let message = constant.isEmpty ? "the value is empty" : "\(replaced.shown) is not accepted"
        note(message, at: place.node.position, place.keyPath, expected: expected)
        return nil
    }

    private mutating func condition(
        _ replaced: ReplacedScalar,
        _ place: Place,
        knowsVerdict: Bool
    ) -> CheckedValue? {
        let expected = "a condition such as rating >= 4"
        if case .nothing = replaced.meaning { return mismatch(place, expected: expected) }
        if case .number = replaced.meaning, !replaced.isReplaced { return mismatch(place, expected: expected) }
        let places = places(of: replaced)
        let text = ConditionText(replaced.text, places: places, hidden: replaced.hidden)
        let (condition, defects) = ConditionCompiler.compile(text, knowsVerdict: knowsVerdict)
        for defect in defects {
            note(
                defect.message,
                at: text.position(at: defect.offset),
                place.keyPath,
                expected: defect.expected,
                suggestion: defect.suggestion,
                advice: defect.advice
            )
        }
        return condition.map(CheckedValue.condition)
    }
}
