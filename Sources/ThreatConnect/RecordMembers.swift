/// Where the members of one record are read from.
///
/// A missing member, `null`, `{}` and an empty text are all nil.
protocol RecordMembers {
    func text(_ name: String) throws -> String?
    /// - Throws: When there is a value that is no whole number.
    func integer(_ name: String) throws -> Int64?
    /// - Throws: When there is a value that is no finite number.
    func decimal(_ name: String) throws -> Double?
    /// Nil also for a text that is neither `true` nor `false`.
    func flag(_ name: String) throws -> Bool?
    /// The name of the owner that is nested under this name.
    func ownerName(_ name: String) throws -> String?
    /// The names of a list of tags; nil when there is no such member.
    func tagNames(_ name: String) throws -> [String]?
    /// The texts of these members, in any letter case; by their names in lower case.
    func texts(_ names: Set<String>) throws -> [String: String]
}

extension RecordMembers {
    func flag(_ name: String) throws -> Bool? {
        switch try text(name)?.lowercased() {
        case "true", "1": true
        case "false", "0": false
        default: nil
        }
    }
}

extension LenientMembers: RecordMembers {
    func ownerName(_ name: String) throws -> String? {
        try container.decodeIfPresent(OwnerRecord.self, forKey: MemberName(name))?.name
    }

    func tagNames(_ name: String) throws -> [String]? {
        try container.decodeIfPresent(LenientList<TagRecord>.self, forKey: MemberName(name))?.elements
            .compactMap(\.name)
    }

    func texts(_ names: Set<String>) throws -> [String: String] {
        var texts: [String: String] = [:]
        for name in container.allKeys where names.contains(name.stringValue.lowercased()) {
            texts[name.stringValue.lowercased()] = try text(name.stringValue)
        }
        return texts
    }
}
