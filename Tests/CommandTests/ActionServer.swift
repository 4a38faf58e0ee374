import Foundation
import Synchronization

/// A server on 127.0.0.1 that answers what a test says and remembers what it was asked, bodies included.
final class ActionServer: Sendable {
    struct Request: Sendable, Hashable {
        /// `POST /api/v3/indicators`, percent-encoded as it came.
        let line: String
        /// Names in lower case.
        let headers: [String: String]
        let body: String
    }

    typealias Answer = @Sendable (Request) -> (status: Int, body: String)

    let port: UInt16
    private let descriptor: Int32
    private let received = Mutex<[Request]>([])
    private let answer: Answer

    var requests: [Request] { received.withLock { $0 } }
    var environment: [String: String] { ["TC_URL": "http://127.0.0.1:\(port)", "TC_TOKEN": "t0ken"] }

    init(_ answer: @escaping Answer) throws {
        self.answer = answer
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.descriptor = descriptor
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 64) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard bound else { throw POSIXError(.EADDRINUSE) }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { return }
                guard let self else { return _ = close(connection) }
                Thread.detachNewThread { self.serve(connection) }
            }
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        guard let request = Self.read(connection) else { return }
        received.withLock { $0.append(request) }
        let (status, body) = answer(request)
        let head = "HTTP/1.1 \(status) Said\r\nContent-Type: application/json\r\nConnection: close\r\n"
        let text = head + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        _ = text.withCString { send(connection, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
    }

    private static func read(_ connection: Int32) -> Request? {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = recv(connection, &part, part.count, 0)
            guard count > 0 else { return nil }
            bytes += part[..<count]
            let text = String(decoding: bytes, as: UTF8.self)
            guard let end = text.firstRange(of: "\r\n\r\n") else { continue }
            let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
            var headers: [String: String] = [:]
            for line in lines.dropFirst() {
                guard let colon = line.firstIndex(of: ":") else { continue }
                headers[line[..<colon].lowercased()] =
                    line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            }
            let body = text[end.upperBound...]
            guard body.utf8.count >= headers["content-length"].flatMap({ Int($0) }) ?? 0 else { continue }
            let line = lines[0].replacing(" HTTP/1.1", with: "")
            return Request(line: line, headers: headers, body: String(body))
        }
    }
}
