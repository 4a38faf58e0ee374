internal import Observables

/// `data` of a single indicator: one object under the name of its kind.
struct IndicatorPayload: Decodable {
    private let records: [(entity: String, record: IndicatorRecord)]

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: MemberName.self)
        records = try container.allKeys.compactMap { name in
            let value = try container.decode(ObjectOnly.self, forKey: name)
            return value.record.map { (name.stringValue.lowercased(), $0) }
        }
    }

    init(_ data: PlainObject) throws {
        records = try data.members.filter { data.isObject($0.value) }.map { member in
            (data.name(member).lowercased(), try IndicatorRecord(data.object(at: member.value)))
        }
    }

    /// The object under the kind's name in any case, otherwise the only object there is.
    func record(of kind: ObservableKind) -> IndicatorRecord? {
        let entity = kind.apiEntity.lowercased()
        return records.first { $0.entity == entity }?.record ?? (records.count == 1 ? records[0].record : nil)
    }

    /// Passes over `resultCount` and other members that are no objects.
    private struct ObjectOnly: Decodable {
        let record: IndicatorRecord?

        init(from decoder: any Decoder) throws {
            let isObject = (try? decoder.container(keyedBy: MemberName.self)) != nil
            record = isObject ? try IndicatorRecord(from: decoder) : nil
        }
    }
}

extension Reply<IndicatorPayload> {
    /// The same as ``decode(_:)``, in a fraction of the time where the server writes plain JSON.
    ///
    /// - Throws: `DecodingError` when the body is not JSON or has another shape.
    static func read(_ body: [UInt8]) throws -> Reply {
        do {
            return try Reply(PlainObject(whole: body))
        } catch is NotPlain {
            return try decode(body)
        }
    }

    private init(_ envelope: PlainObject) throws {
        status = try envelope.text("status") ?? ""
        message = try envelope.text("message") ?? envelope.text("description")
        data = try status.lowercased() == "success" ? envelope.object("data").map(IndicatorPayload.init) : nil
    }
}
