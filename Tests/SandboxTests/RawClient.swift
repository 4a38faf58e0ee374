import Crypto
import Foundation
import Sandbox

/// Sends request lines byte by byte as given: an HTTP library would tidy them up.
struct RawClient: Sendable {
    let address: SandboxAddress

    struct Reply: Sendable {
        var status = 0
        var headers: [String: String] = [:]
        var body: [UInt8] = []
        /// The connection ended by RST.
        var wasReset = false

        var text: String { String(decoding: body, as: UTF8.self) }
        var isComplete: Bool { headers["content-length"].flatMap { Int($0) } == body.count }

        /// The JSON value at `data.host.tag.name`; an array on the way gives the values of its elements.
        func value(_ path: String) -> Any? {
            path.split(separator: ".").reduce(try? JSONSerialization.jsonObject(with: Data(body))) { value, key in
                if let list = value as? [[String: Any]] { return list.compactMap { $0[String(key)] } }
                return (value as? [String: Any])?[String(key)]
            }
        }
    }

    func ask(_ method: String, _ target: String, headers: [String: String] = [:], body: String = "") async -> Reply {
        var request = "\(method) \(target) HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n"
        if !body.isEmpty { request += "Content-Length: \(body.utf8.count)\r\n" }
        for (name, value) in headers { request += "\(name): \(value)\r\n" }
        request += "\r\n" + body
        let (received, wasReset) = await exchange([request])
        var reply = Reply(wasReset: wasReset)
        _ = Self.parse(received, into: &reply)
        return reply
    }

    /// Sends several requests over one connection, of which the last must close it.
    ///
    /// - Parameter pieces: What the server reads at once: there is a pause after each.
    func converse(_ pieces: [String]) async -> [Reply] {
        var rest = await exchange(pieces).received
        var replies: [Reply] = []
        while !rest.isEmpty {
            var reply = Reply()
            rest = Self.parse(rest, into: &reply)
            let length = reply.headers["content-length"].flatMap { Int($0) } ?? 0
            (reply.body, rest) = (Array(rest.prefix(length)), Array(rest.dropFirst(length)))
            replies.append(reply)
        }
        return replies
    }

    private func exchange(_ pieces: [String]) async -> (received: [UInt8], wasReset: Bool) {
        let port = UInt16(address.port)
        return await withCheckedContinuation { continuation in
            // A thread of its own: one that waits in a system call would be missing from the server's pool.
            Thread.detachNewThread { continuation.resume(returning: Self.exchange(pieces, port)) }
        }
    }

    /// With the access ID and secret key of ``TestServer``.
    func get(_ target: String, method: String = "GET", time: Int = TestServer.now) async -> Reply {
        await ask(method, target, headers: Self.signed(target, method: method, time: time))
    }

    /// Sends a body, signed like ``get(_:method:time:)``.
    func request(_ method: String, _ target: String, _ body: String = "", type: String? = nil) async -> Reply {
        var headers = Self.signed(target, method: method)
        if let type { headers["Content-Type"] = type }
        return await ask(method, target, headers: headers, body: body)
    }

    static func signed(
        _ target: String,
        method: String = "GET",
        time: Int = TestServer.now,
        id: String = TestServer.accessID,
        key: String = TestServer.key
    ) -> [String: String] {
        let text = Data("\(target):\(method):\(time)".utf8)
        let code = HMAC<SHA256>.authenticationCode(for: text, using: SymmetricKey(data: Data(key.utf8)))
        return ["Timestamp": "\(time)", "Authorization": "TC \(id):\(Data(code).base64EncodedString())"]
    }

    private static func exchange(_ pieces: [String], _ port: UInt16) -> (received: [UInt8], wasReset: Bool) {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { return ([], false) }
        var on = Int32(1)
        let size = socklen_t(MemoryLayout<Int32>.size)
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, size)
        for (place, piece) in pieces.enumerated() {
            // So that the server reads them one by one; where it does not, the answers have to be the same.
            if place > 0 { usleep(5_000) }
            let bytes = Array(piece.utf8)
            guard send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else { return ([], false) }
        }
        return receive(from: socket)
    }

    private static func receive(from socket: Int32) -> (received: [UInt8], wasReset: Bool) {
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { return (received, count < 0 && errno == ECONNRESET) }
            received += buffer.prefix(count)
        }
    }

    /// - Parameter reply: Gets as its body everything behind its head.
    /// - Returns: The same.
    private static func parse(_ bytes: [UInt8], into reply: inout Reply) -> [UInt8] {
        let text = String(decoding: bytes, as: Unicode.ASCII.self)
        guard let end = text.range(of: "\r\n\r\n") else { return [] }
        let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
        reply.status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            reply.headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        reply.body = Array(bytes.dropFirst(text[..<end.upperBound].utf8.count))
        return reply.body
    }
}
