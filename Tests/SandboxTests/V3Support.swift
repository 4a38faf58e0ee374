import Foundation

extension RawClient {
    /// A signed v3 call; `path` begins below `/api/v3/` and is percent-encoded where it must be.
    func v3(_ method: String, _ path: String, _ body: String = "") async -> Reply {
        let target = "/api/v3/" + path
        return await ask(method, target, headers: Self.signed(target, method: method), body: body)
    }

    /// The summaries that a query selects, in the order of the answer; nil when it is refused.
    func summaries(_ tql: String, _ more: String = "") async -> [String]? {
        let reply = await v3("GET", "indicators?tql=\(Self.encode(tql))\(more)")
        guard reply.status == 200 else { return nil }
        return reply.value("data.summary") as? [String]
    }

    static func encode(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
    }
}
