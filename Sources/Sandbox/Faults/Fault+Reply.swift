import Foundation
import Hummingbird
import NIOCore

extension Fault {
    var quirk: Quirk? {
        guard case .quirk(let quirk) = self else { return nil }
        return quirk
    }

    /// The reply that this fault gives instead of the correct one; nil where it starts from the correct one.
    func replacement(target: String) -> Reply? {
        switch self {
        case .status(let status, let retryAfter, let message):
            var reply = Reply.refusal(
                Refusal(status: status, message: message ?? Self.message(for: status)),
                target: target
            )
            if let retryAfter { reply.headers.append(("Retry-After", retryAfter)) }
            return reply
        case .htmlPage(let status):
            return Reply(status: status, contentType: "text/html", body: Array(Self.page(status).utf8))
        case .wrongJSON:
            return Reply(status: 200, body: Array(#"["unexpected"]"#.utf8))
        case .wrongTypes:
            return Reply(status: 200, body: Array(#"{"status":"Success","data":"unexpected"}"#.utf8))
        case .invalidJSON:
            return Reply(status: 200, body: Array(#"{"status":"Success","data":{"#.utf8))
        case .redirect:
            return Reply(status: 302, body: [], headers: [("Location", Self.elsewhere + target)])
        case .failureWithStatus200:
            return .refusal(Refusal(status: 200, message: "An unknown error occurred"), target: target)
        case .reset:
            return Reply(status: 0, body: [])
        case .latency, .truncatedBody, .resetInBody, .slowBody, .foreignNext, .quirk: return nil
        }
    }

    /// A host that does not exist.
    fileprivate static let elsewhere = "https://elsewhere.invalid"

    private static func message(for status: Int) -> String {
        switch status {
        case 429: "Too Many Requests"
        case 503: "Service Unavailable"
        default: "An unknown error occurred"
        }
    }

    private static func page(_ status: Int) -> String {
        "<!DOCTYPE html>\n<html><head><title>\(status)</title></head><body><h1>\(status)</h1></body></html>\n"
    }
}

extension Reply {
    /// What arrives of this reply when it suffers a fault.
    func suffering(_ fault: Fault, on channel: any Channel) async throws -> Response {
        switch fault {
        case .reset:
            try await channel.reset()
            throw ConnectionBroken()
        case .truncatedBody: return response(body: halfBody { throw ConnectionBroken() })
        case .resetInBody:
            return response(
                body: halfBody {
                    try await channel.reset()
                    throw ConnectionBroken()
                }
            )
        case .foreignNext: return withNext(Fault.elsewhere + "/api/v3/indicators?resultStart=1").response()
        case .slowBody(let pause): return response(body: slowBody(pauseMilliseconds: pause))
        case .latency, .status, .htmlPage, .wrongJSON, .wrongTypes, .invalidJSON, .redirect, .failureWithStatus200,
            .quirk:
            return response()
        }
    }

    /// Announces the whole body, and breaks off after half of it.
    private func halfBody(_ breakOff: @escaping @Sendable () async throws -> Void) -> ResponseBody {
        let half = ByteBuffer(bytes: body.prefix(body.count / 2))
        return ResponseBody(contentLength: body.count) { writer in
            try await writer.write(half)
            try await breakOff()
        }
    }

    private func withNext(_ link: String) -> Reply {
        let text = String(decoding: body, as: UTF8.self)
        guard text.hasSuffix("}"), text.contains(#""data":[{"#), !text.contains(#""next":"#) else { return self }
        var reply = self
        reply.body = Array((text.dropLast() + #","next":"\#(link)"}"#).utf8)
        return reply
    }

    private func slowBody(pauseMilliseconds: Int) -> ResponseBody {
        let size = max(1, (body.count + 15) / 16)
        let pieces = stride(from: 0, to: body.count, by: size).map {
            ByteBuffer(bytes: body[$0..<min($0 + size, body.count)])
        }
        return ResponseBody(contentLength: body.count) { writer in
            for piece in pieces {
                try await Task.sleep(for: .milliseconds(pauseMilliseconds))
                try await writer.write(piece)
            }
            try await writer.finish(nil)
        }
    }

    /// For HEAD: the same head, the length included, and no body.
    func withoutBody() -> Response {
        var response = response()
        let length = response.headers[.contentLength]
        response.body = ResponseBody()
        response.headers[.contentLength] = length
        return response
    }
}

private struct ConnectionBroken: Error {}

extension Channel {
    /// Closes at once with a TCP RST: a linger time of zero discards what was not sent (socket(7), `SO_LINGER`).
    fileprivate func reset() async throws {
        if let socket = self as? any SocketOptionProvider {
            try await socket.setSoLinger(NIOLinger(l_onoff: 1, l_linger: 0)).get()
        }
        try await close(mode: .all).get()
    }
}
