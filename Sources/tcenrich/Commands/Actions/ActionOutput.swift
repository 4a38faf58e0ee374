import Foundation
import ThreatConnect

/// The answers of an action on standard output, one JSON value per line.
struct ActionOutput: Sendable {
    /// Print calls, not only their bodies.
    let envelope: Bool

    /// - Throws: `ClosedOutput` when whoever read it has gone; `OutputProblem`.
    func write(_ exchange: APIExchange) throws {
        try line(envelope ? Self.envelope(exchange) : Self.body(exchange))
    }

    /// A call that was not made.
    func write(problem: String) throws {
        let body = Self.error(problem)
        try line(envelope ? Self.envelope(status: .null, reason: problem, headers: [], body: body) : body)
    }

    /// An element of a list.
    func write(item: JSONText) throws { try line(.verbatim(item)) }

    private func line(_ value: JSONValue) throws { try StandardOutput.write(value.bytes + [0x0A]) }

    private static func body(_ exchange: APIExchange) -> JSONValue {
        exchange.body.map { .verbatim($0) } ?? error(exchange.problem ?? "no answer")
    }

    private static func envelope(_ exchange: APIExchange) -> JSONValue {
        guard let response = exchange.response else {
            let problem = exchange.problem ?? "no answer"
            return envelope(status: .null, reason: problem, headers: [], body: error(problem))
        }
        return envelope(
            status: .integer(Int64(response.status)),
            reason: response.reason,
            headers: response.headers,
            body: body(exchange)
        )
    }

    private static func envelope(
        status: JSONValue,
        reason: String,
        headers: [HeaderField],
        body: JSONValue
    ) -> JSONValue {
        .object([
            .init("status_code", status), .init("reason", .string(reason)),
            .init("response_headers", .object(joined(headers))), .init("json_body", body),
        ])
    }

    /// Headers of one name are one member, as HTTP joins them (RFC 9110, section 5.3).
    private static func joined(_ headers: [HeaderField]) -> [JSONValue.Member] {
        var names: [String] = []
        var values: [String: String] = [:]
        for header in headers {
            if let value = values[header.name] {
                values[header.name] = "\(value), \(header.value)"
            } else {
                names.append(header.name)
                values[header.name] = header.value
            }
        }
        return names.map { JSONValue.Member($0, .string(values[$0] ?? "")) }
    }

    /// What stands for a body where there is none that could be printed.
    private static func error(_ message: String) -> JSONValue {
        .object([.init("status", .string("Error")), .init("message", .string(message))])
    }
}

extension APIExchange {
    /// For people; nil after a success.
    var problem: String? {
        switch outcome {
        case .success: nil
        case .failed(let failure):
            failure.outcomeUnknown
                ? "\(failure.detail); it may have been done: look before trying again" : failure.detail
        case .stopped(let error): error.message
        }
    }
}
