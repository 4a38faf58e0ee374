import ThreatConnect

/// What ThreatConnect accepts, checked before anything is sent (API document, section 9).
enum Ranges {
    static func problem(rating: Double) -> String? {
        0...5 ~= rating ? nil : "is \(rating); a threat rating is 0–5"
    }

    static func problem(confidence: Int64) -> String? {
        0...100 ~= confidence ? nil : "is \(confidence); a confidence is 0–100"
    }
}

/// What a JSON object says about the indicator to be written. A member that cannot be understood is an `InputProblem`: taken as
/// missing it would write something else than was meant.
extension ActionInput {
    func rating() throws -> Double? {
        guard let text = member("rating")?.text else { return nil }
        guard let rating = Double(text) else { throw InputProblem(description: "rating is \"\(text)\"; expected 0–5") }
        if let problem = Ranges.problem(rating: rating) { throw InputProblem(description: "rating \(problem)") }
        return rating
    }

    func confidence() throws -> Int? {
        guard let member = member("confidence"), let text = member.text else { return nil }
        guard let confidence = member.integer else {
            throw InputProblem(description: "confidence is \"\(text)\"; expected a whole number 0–100")
        }
        if let problem = Ranges.problem(confidence: confidence) {
            throw InputProblem(description: "confidence \(problem)")
        }
        return Int(confidence)
    }

    /// A list of names or of objects with a `name`, or one name.
    func names(_ members: String...) -> [String] {
        let member = members.lazy.compactMap { object?[$0] }.first
        let elements = member?.elements ?? member?["data"]?.elements ?? member.map { [$0] } ?? []
        return elements.compactMap { $0["name"]?.text ?? $0.text }
    }

    func groups() throws -> [GroupReference] {
        try (member("groups", "associatedGroups").map { $0["data"] ?? $0 }?.elements ?? []).map { group in
            if let id = group.integer ?? group["id"]?.integer { return .id(id) }
            guard let type = group["type"]?.text, let name = group["name"]?.text else {
                throw InputProblem(description: "a group needs an id, or a type and a name")
            }
            return .named(name, type: type, owner: group["ownerName"]?.text ?? group["owner"]?.text)
        }
    }

    func attributes() throws -> [AttributeDraft] {
        try (member("attributes").map { $0["data"] ?? $0 }?.elements ?? []).map { attribute in
            guard let type = attribute["type"]?.text, let value = attribute["value"]?.text else {
                throw InputProblem(description: "an attribute needs a type and a value")
            }
            let displayed = (attribute["displayed"] ?? attribute["default"])?.text
            return AttributeDraft(
                type: type,
                value: value,
                displayed: displayed.map { $0 == "true" },
                source: attribute["source"]?.text
            )
        }
    }
}
