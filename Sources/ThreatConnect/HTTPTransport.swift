internal import NIOHTTP1

/// One HTTP header. Several may share a name.
package struct HeaderField: Sendable, Hashable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// One attempt, signed and ready to be sent. Its description leaves the headers out: they hold credentials.
package struct APIRequest: Sendable, CustomStringConvertible, CustomReflectable {
    package let method: String
    /// Scheme, host and port.
    package let origin: String
    /// What the request line carries, byte for byte.
    package let target: RequestTarget
    package let headers: [HeaderField]
    /// Sent as it is; nil sends none, and then no content type belongs among the headers.
    package let body: [UInt8]?

    package init(
        method: String,
        origin: String,
        target: RequestTarget,
        headers: [HeaderField],
        body: [UInt8]? = nil
    ) {
        self.method = method
        self.origin = origin
        self.target = target
        self.headers = headers
        self.body = body
    }

    package var description: String { "\(method) \(origin)\(target)" }
    package var customMirror: Mirror { Mirror(self, children: ["request": description]) }
}

/// A complete answer: the whole body has arrived.
package struct APIResponse: Sendable {
    package let status: Int
    /// The status's usual name (RFC 9110, section 15); the HTTP library drops what the status line says.
    package let reason: String
    package let headers: [HeaderField]
    package let body: [UInt8]

    package init(status: Int, reason: String? = nil, headers: [HeaderField] = [], body: [UInt8] = []) {
        self.status = status
        self.reason = reason ?? HTTPResponseStatus(statusCode: status).reasonPhrase
        self.headers = headers
        self.body = body
    }

    /// The first header with this name in any case.
    package func header(_ name: String) -> String? {
        headers.first { $0.isNamed(name) }?.value
    }
}

extension HeaderField {
    /// Names are ASCII (RFC 9110, section 5.1), and their letter case does not count.
    fileprivate func isNamed(_ other: String) -> Bool {
        name.utf8.count == other.utf8.count && zip(name.utf8, other.utf8).allSatisfy { $0.lowercased == $1.lowercased }
    }
}

extension UInt8 {
    /// Of an ASCII character.
    var lowercased: UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self ? self | 0x20 : self
    }
}

/// Carries one attempt to the server and brings its answer back. Called concurrently. Does not retry.
package protocol HTTPTransport: Sendable {
    func send(_ request: APIRequest) async throws(TransportError) -> APIResponse
}
