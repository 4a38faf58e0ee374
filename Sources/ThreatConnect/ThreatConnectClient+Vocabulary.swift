package import Observables

/// What an instance allows: its attribute types, labels, groups, indicator types and the user who asks.
extension ThreatConnectClient {
    package func attributeTypes() async throws(RunStoppingError) -> Result<[AttributeType], LookupFailure> {
        try await wholeV3List(["v3", "attributeTypes"], as: AttributeTypeRecord.self)
            .map { $0.compactMap(\.type) }.mapError(\.lookupFailure)
    }

    /// Names of the security labels, as they must be spelled.
    package func securityLabels() async throws(RunStoppingError) -> Result<[String], LookupFailure> {
        try await wholeV3List(["v3", "securityLabels"], as: TagRecord.self)
            .map { $0.compactMap(\.name) }.mapError(\.lookupFailure)
    }

    /// `.success(nil)` when there is no such group, or none that the API user sees.
    package func group(id: Int64) async throws(RunStoppingError) -> Result<GroupLink?, LookupFailure> {
        let action = APIAction(method: .get, segments: ["v3", "groups", String(id)], owner: nil)
        switch try await read(action) {
        case .failure(let failure): return .failure(failure.lookupFailure)
        case .success(nil): return .success(nil)
        case .success(let body?):
            do {
                return .success(try body["data"]?.decode(GroupRecord.self).link)
            } catch {
                return .failure(CallFailure.unreadable("the group cannot be read").lookupFailure)
            }
        }
    }

    /// Groups with exactly this type and name; there may be several of one name.
    ///
    /// - Parameter owner: An owner's name; nil means the API user's own organization.
    package func groups(
        type: String,
        name: String,
        owner: String?
    ) async throws(RunStoppingError) -> Result<[GroupLink], LookupFailure> {
        let ownerName: String
        if let owner {
            ownerName = owner
        } else {
            switch try await ownOrganization() {
            case .failure(let failure): return .failure(failure)
            case .success(let own): ownerName = own.name
            }
        }
        let tql = [TQL.equals("ownerName", ownerName), TQL.equals("typeName", type), TQL.equals("summary", name)]
        let query = [RequestTarget.QueryItem("tql", tql.joined(separator: " and ")), .init("owner", ownerName)]
        return try await wholeV3List(
            ["v3", "groups"],
            query: query,
            owner: ownerName,
            subject: .value,
            as: GroupRecord.self
        )
        .map { $0.map(\.link).filter { $0.type.lowercased() == type.lowercased() && $0.name == name } }
        .mapError(\.lookupFailure)
    }

    /// The organization that the API user belongs to.
    package func ownOrganization() async throws(RunStoppingError) -> Result<Owner, LookupFailure> {
        var action = APIAction(method: .get, segments: ["v2", "owners", "mine"], owner: nil)
        action.subject = .service
        switch try await read(action) {
        case .failure(let failure): return .failure(failure.lookupFailure)
        case .success(let body):
            let owner = body?["data"]?["owner"]
            guard let owner, let name = owner["name"]?.text else {
                return .failure(CallFailure.unreadable("the answer does not name the own organization").lookupFailure)
            }
            return .success(Owner(id: owner["id"]?.integer, name: name, type: owner["type"]?.text))
        }
    }

    package func whoami() async throws(RunStoppingError) -> Result<APIUser, LookupFailure> {
        var action = APIAction(method: .get, segments: ["v2", "whoami"], owner: nil)
        action.subject = .service
        switch try await read(action) {
        case .failure(let failure): return .failure(failure.lookupFailure)
        case .success(let body):
            let user = body?["data"]?["user"]
            guard let user, let name = user["userName"]?.text else {
                return .failure(CallFailure.unreadable("the answer does not name the user").lookupFailure)
            }
            return .success(
                APIUser(userName: name, pseudonym: user["pseudonym"]?.text, role: user["role"]?.text)
            )
        }
    }

    /// All indicator types of the instance: the twelve as this program knows them, and those that the instance has added.
    package func indicatorTypes() async throws(RunStoppingError) -> Result<[IndicatorType], LookupFailure> {
        var action = APIAction(method: .get, segments: ["v2", "types", "indicatorTypes"], owner: nil)
        action.subject = .service
        switch try await read(action) {
        case .failure(let failure): return .failure(failure.lookupFailure)
        case .success(let body):
            let data = body?["data"]
            let list = (data?["indicatorType"] ?? data?["indicator"])?.elements ?? []
            let added = list.compactMap(IndicatorType.init(listed:))
            guard !list.isEmpty else {
                return .failure(CallFailure.unreadable("the instance lists no indicator types").lookupFailure)
            }
            return .success(IndicatorType.builtIn + added.filter { $0.kind == nil })
        }
    }
}

/// The user that the credentials belong to.
package struct APIUser: Sendable, Hashable {
    package let userName: String
    package let pseudonym: String?
    package let role: String?
}

/// A type of attributes and what its values must be like (API document, section 5.6).
package struct AttributeType: Sendable, Hashable {
    package let name: String
    /// In characters; nil without a limit.
    package let maxSize: Int?
    /// The values to choose from; nil when any text will do.
    package let options: [String]?
    /// What the instance says about a value that is refused.
    package let errorMessage: String?

    package init(name: String, maxSize: Int?, options: [String]?, errorMessage: String?) {
        self.name = name
        self.maxSize = maxSize
        self.options = options
        self.errorMessage = errorMessage
    }
}

private struct AttributeTypeRecord: Decodable {
    let type: AttributeType?

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: MemberName.self)
        let members = LenientMembers(container: container)
        let rule = try container.decodeIfPresent(Rule.self, forKey: MemberName("validationRule"))
        let (maxSize, message) = (try members.integer("maxSize"), try members.text("errorMessage"))
        type = try members.text("name").map { name in
            AttributeType(
                name: name,
                maxSize: maxSize.flatMap { $0 > 0 ? Int($0) : nil },
                options: rule?.options,
                errorMessage: message
            )
        }
    }

    private struct Rule: Decodable {
        let options: [String]?

        init(from decoder: any Decoder) throws {
            let members = LenientMembers(container: try decoder.container(keyedBy: MemberName.self))
            let isChoice = try members.text("type")?.lowercased() == "selectone"
            options = isChoice ? try members.text("text")?.split(separator: ";").map { String($0) } : nil
        }
    }
}

extension IndicatorType {
    /// One entry of type discovery (API document, section 2.1); nil when it cannot be addressed.
    fileprivate init?(listed item: JSONText) {
        guard let name = item["name"]?.text, let branch = item["apiBranch"]?.text else { return nil }
        let labels = ["value1Label", "value2Label", "value3Label"].compactMap { item[$0]?.text }
        self.init(
            name: name,
            branch: branch,
            entity: item["apiEntity"]?.text ?? branch,
            valueMembers: labels,
            isCustom: item["custom"]?.text == "true",
            casePreference: item["casePreference"]?.text.flatMap { CasePreference(rawValue: $0.lowercased()) }
        )
    }
}
