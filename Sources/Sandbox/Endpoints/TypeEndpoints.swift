/// Type discovery (API document, section 2.1).
struct TypeEndpoints: Sendable {
    let store: SandboxStore

    var routes: [Route] {
        [
            Route("GET", "/api/v2/types/indicatorTypes", all),
            Route("GET", "/api/v2/types/indicatorTypes/{name}", one),
        ]
    }

    private func all(_ call: Call) -> Reply {
        let withKeys = Includes(call.query).contains(.additional)
        let types = store.types.all
        return .success { json in
            json.member("resultCount", types.count)
            json.array("indicatorType") { json in
                for type in types { json.object { $0.write(type, withKeys: withKeys) } }
            }
        }
    }

    private func one(_ call: Call) throws -> Reply {
        guard let type = store.types.named(call.parameters[0]) else { throw Refusal.notFound }
        let withKeys = Includes(call.query).contains(.additional)
        return .success { json in json.object("indicatorType") { $0.write(type, withKeys: withKeys) } }
    }
}

extension JSONWriter {
    /// Booleans are strings here, as everywhere in v2.
    fileprivate mutating func write(_ type: IndicatorType, withKeys: Bool) {
        member("name", type.name)
        member("custom", type.isCustom ? "true" : "false")
        member("parsable", type.isParsable ? "true" : "false")
        member("apiBranch", type.branch)
        member("apiEntity", type.entity)
        if type.isCustom { writeCustomMembers(of: type) }
        if withKeys {
            object("keys") { json in
                for (number, label) in type.labels.enumerated() { json.member("key\(number + 1)", label) }
            }
        }
    }

    private mutating func writeCustomMembers(of type: IndicatorType) {
        member("casePreference", type.casePreference.rawValue)
        for (number, label) in type.labels.enumerated() {
            let isValueType = label == "Value Type"
            member("value\(number + 1)Label", label)
            member("value\(number + 1)Type", isValueType ? "selectone" : "text")
            if isValueType {
                member("value\(number + 1)Option", IndicatorType.registryValueTypes.joined(separator: ";"))
            }
        }
        if type.labels.count == 1 { member("value2Label", "") }
    }
}

extension IndicatorType {
    static let registryValueTypes = [
        "REG_NONE", "REG_BINARY", "REG_DWORD", "REG_DWORD_LITTLE_ENDIAN", "REG_DWORD_BIG_ENDIAN", "REG_EXPAND_SZ",
        "REG_LINK", "REG_MULTI_SZ", "REG_QWORD", "REG_QWORD_LITTLE_ENDIAN", "REG_SZ",
    ]

    fileprivate var isParsable: Bool { kind?.isDetectable ?? false }
}
