internal import Foundation

/// The envelope around every v2 and v3 answer (API document, sections 3.1, 5.1 and 7.2).
struct Reply<Payload> {
    let status: String
    let message: String?
    let data: Payload?

    var isSuccess: Bool { status.lowercased() == "success" }
}

extension Reply<JSONText> {
    /// The whole body as it came: v3 puts counts beside `data`, and some answers have no `data` at all.
    ///
    /// - Throws: `JSONTextError` when the body is not a JSON object, or its `data` neither an object nor a list.
    static func whole(_ body: [UInt8]) throws(JSONTextError) -> Reply {
        let text = try JSONText(body)
        guard text.isObject else { throw JSONTextError(offset: 0, problem: "there is no object") }
        if let data = text["data"], !data.isObject, !data.isArray, data.bytes != Array("null".utf8) {
            throw JSONTextError(offset: 0, problem: "data is neither an object nor a list")
        }
        return Reply(
            status: text["status"]?.string ?? "",
            message: text["message"]?.string ?? text["description"]?.string,
            data: text
        )
    }
}

extension Reply: Decodable where Payload: Decodable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: MemberName.self)
        let members = LenientMembers(container: container)
        status = try members.text("status") ?? ""
        message = try members.text("message") ?? members.text("description")
        data =
            status.lowercased() == "success"
            ? try container.decodeIfPresent(Payload.self, forKey: MemberName("data")) : nil
    }

    /// - Throws: `DecodingError` when the body is not JSON or has another shape.
    static func decode(_ body: [UInt8]) throws -> Reply {
        try JSONDecoder().decode(Reply.self, from: Data(body))
    }
}

/// A payload that nobody reads.
struct NoPayload: Decodable {
    init(from decoder: any Decoder) throws {}
}
