import Foundation

/// Members that only some types of groups have, kept in one column as a JSON object of texts.
enum MoreMembers {
    static func encode(_ members: [String: String]) -> String {
        var json = JSONWriter(capacity: 64)
        json.object { json in
            for (name, value) in members.sorted(by: { $0.key < $1.key }) { json.member(name, value) }
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// What cannot be read counts as none.
    static func decode(_ text: String) -> [String: String] {
        text == "{}" ? [:] : (try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))) ?? [:]
    }
}
