/// What a server says about a failure, in a form fit for messages.
struct ServerWords {
    /// A JSON object with a status: ThreatConnect itself has answered.
    let isFromThreatConnect: Bool
    let isHTML: Bool
    /// One line without secrets; never empty.
    let text: String

    /// A 404 that is about the attribute's type, not about the indicator.
    var concernsAttributeType: Bool {
        isFromThreatConnect && text.lowercased().hasPrefix("the requested attribute type was not found")
    }

    init(_ response: APIResponse, redactor: Redactor) {
        isHTML = Self.looksLikeHTML(response)
        // The body of a failure is whatever stands between us and the server likes to send: no JSON is no defect here.
        let reply = isHTML ? nil : try? Reply<NoPayload>.decode(response.body)
        isFromThreatConnect = reply.map { !$0.status.isEmpty } ?? false
        text = redactor.clean(Self.text(response, message: reply?.message, isHTML: isHTML))
    }

    private static func text(_ response: APIResponse, message: String?, isHTML: Bool) -> String {
        if let message { return message }
        if isHTML { return "an HTML page instead of JSON" }
        if response.body.isEmpty { return "an empty body" }
        return String(decoding: response.body.prefix(2000), as: UTF8.self)
    }

    static func looksLikeHTML(_ response: APIResponse) -> Bool {
        let type = response.header("Content-Type")
        // Nearly always exactly this, and every answer is looked at.
        if let type, type != "application/json", type.lowercased().contains("html") { return true }
        let first = response.body.first { ![0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) }
        return first == UInt8(ascii: "<")
    }
}

/// What a known message text is about (API document, sections 1.4 and 7.3).
///
/// Known texts count only at the beginning: further on stands what the message quotes, which can be a value from a log.
enum MessageTopic {
    case timestamp
    case credentials
    case owner
    case licence
    case exclusionList
    case permission

    init?(_ text: String) {
        let text = text.lowercased()
        if let match = Self.known.first(where: { text.hasPrefix($0.0) }) {
            self = match.1
        } else if text.hasPrefix("the requested "), text.hasSuffix(" - access was denied") {
            self = .permission
        } else {
            return nil
        }
    }

    private static let known: [(String, MessageTopic)] = [
        ("timestamp out of acceptable time range", .timestamp),
        ("invalid timestamp", .timestamp),
        ("signature data did not match", .credentials),
        ("access denied", .credentials),
        ("unauthorized", .credentials),
        ("api access has not been licensed", .licence),
        ("the requested owner was not found", .owner),
        ("this indicator is contained on a system-wide exclusion list", .exclusionList),
    ]
}
