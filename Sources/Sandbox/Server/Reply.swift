import Hummingbird

typealias HTTPFieldName = HTTPFields.Element.Name

/// A complete reply, before faults change it.
struct Reply: Sendable {
    var status: Int
    var contentType = "application/json"
    var body: [UInt8]
    var headers: [(name: String, value: String)] = []

    static func json(_ status: Int = 200, _ body: (inout JSONWriter) -> Void) -> Reply {
        var json = JSONWriter()
        json.object(body)
        return Reply(status: status, body: json.bytes)
    }

    /// `{"status":"Success","data":{…}}`
    static func success(_ status: Int = 200, _ data: (inout JSONWriter) -> Void) -> Reply {
        json(status) { json in
            json.member("status", "Success")
            json.object("data", data)
        }
    }

    /// v2 calls a failed call `Failure`, v3 `Error`.
    static func refusal(_ refusal: Refusal, target: String) -> Reply {
        if refusal.isPlainText {
            return Reply(status: refusal.status, contentType: "text/plain", body: Array(refusal.message.utf8))
        }
        return json(refusal.status) { json in
            json.member("status", target.hasPrefix("/api/v3/") ? "Error" : "Failure")
            json.member("message", refusal.message)
        }
    }

    func response() -> Response { response(body: ResponseBody(byteBuffer: ByteBuffer(bytes: body))) }

    func response(body: ResponseBody) -> Response {
        var fields: HTTPFields = [.contentType: contentType]
        for (name, value) in headers {
            if let name = HTTPFieldName(name) { fields[name] = value }
        }
        return Response(status: HTTPResponse.Status(code: status), headers: fields, body: body)
    }
}
