/// A request that is answered with an error (API document, section 7).
struct Refusal: Error, Sendable, Hashable {
    let status: Int
    let message: String
    /// `text/plain` instead of the JSON envelope.
    var isPlainText = false

    static let notFound = Refusal(status: 404, message: "The requested resource was not found")
    static let ownerNotFound = Refusal(status: 403, message: "The requested owner was not found")
    static let malformed = Refusal(status: 400, message: "The request was not properly formed")
    static let internalError = Refusal(status: 500, message: "An unknown error occurred")
    static let tooLarge = Refusal(status: 413, message: "The request body is too large")
    static let methodNotAllowed = Refusal(status: 405, message: "Method Not Allowed", isPlainText: true)
    static let badPaging = Refusal(
        status: 400,
        message: "The resultStart and resultLimit query parameters must be integers and the maximum value for "
            + "resultLimit is \(Paging.maximumLimit)"
    )

    static func noResource(_ target: String) -> Refusal {
        Refusal(status: 404, message: "Could not find resource for relative : \(target)", isPlainText: true)
    }
}
