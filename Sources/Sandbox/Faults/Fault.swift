/// One way in which the server misbehaves.
package enum Fault: Sendable, Hashable {
    /// The reply is complete and correct, but late.
    case latency(milliseconds: Int)
    /// `{"status":"Failure","message":…}` with this status. `retryAfter` is sent as it is: seconds or an HTTP date.
    case status(Int, retryAfter: String? = nil, message: String? = nil)
    /// The connection is reset (TCP RST) without a reply.
    case reset
    /// The header announces the whole body, half of it arrives, then the connection closes.
    case truncatedBody
    /// Half of the body arrives, then the connection is reset (TCP RST).
    case resetInBody
    /// What a proxy in front of the API answers: `text/html`.
    case htmlPage(status: Int = 502)
    /// The correct reply in 16 pieces with this pause before each.
    case slowBody(pauseMilliseconds: Int)
    /// Valid JSON of an unexpected shape: `["unexpected"]`, status 200.
    case wrongJSON
    /// The envelope is right, its `data` is a text; status 200.
    case wrongTypes
    /// Status 200 and JSON that ends in the middle, although the reply is complete.
    case invalidJSON
    /// Status 302 to another host.
    case redirect
    /// The correct reply; a list that is not empty names its next page on another host.
    case foreignNext
    /// Status 200 with a `status` member that is not `Success`.
    case failureWithStatus200
    /// The correct reply, written as some servers write it (API document, section 11).
    case quirk(Quirk)

    package enum Quirk: String, Sendable, Hashable, CaseIterable, Codable {
        case idsAsStrings = "ids_as_strings"
        /// `"webLink":"null/auth/…"`
        case nullWebLink = "null_web_link"
        /// `resultCount`, or `count` of v3, is one more than there is.
        case resultCountDrift = "result_count_drift"
    }
}

/// Which requests a fault hits. Counted, never random.
///
/// Of the requests that fit `method`, `pathPrefix` and `contains`, the first `skip` are served normally, then every
/// `every`th is hit, `times` times in all.
package struct FaultRule: Sendable, Hashable {
    package var fault: Fault
    /// Upper case; nil fits all.
    package var method: String?
    /// Of the raw request target, with `/api`; nil fits all.
    package var pathPrefix: String?
    /// Occurs in the raw or in the percent-decoded request target; nil fits all.
    package var contains: String?
    package var skip: Int
    package var every: Int
    /// nil: without end.
    package var times: Int?

    package init(
        _ fault: Fault,
        method: String? = nil,
        pathPrefix: String? = nil,
        contains: String? = nil,
        skip: Int = 0,
        every: Int = 1,
        times: Int? = nil
    ) {
        self.fault = fault
        self.method = method
        self.pathPrefix = pathPrefix
        self.contains = contains
        self.skip = max(0, skip)
        self.every = max(1, every)
        self.times = times
    }
}
