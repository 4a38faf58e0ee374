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
