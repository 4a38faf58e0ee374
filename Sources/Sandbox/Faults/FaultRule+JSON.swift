import Foundation

/// How rules travel to and from `/sandbox/faults`:
///
/// ```json
/// {"rules": [{"fault": "status", "status": 429, "retry_after": "1", "path_prefix": "/api/v2/indicators",
///             "contains": "evil.example", "method": "GET", "skip": 2, "every": 1, "times": 3}]}
/// ```
///
/// `fault` is `latency` (with `milliseconds`), `status` (`status`, optional `retry_after`, `message`), `reset`,
/// `truncated_body`, `reset_in_body`, `html_page` (optional `status`), `slow_body` (`milliseconds`), `wrong_json`, `wrong_types`, `invalid_json`,
/// `redirect`, `foreign_next`, `failure_with_status_200`,
/// `ids_as_strings`, `null_web_link` or `result_count_drift`.
struct FaultRuleList: Codable {
    let rules: [FaultRule]
}

/// The answer of `/sandbox/faults`.
struct FaultState: Encodable {
    private struct Entry: Encodable {
        let rule: FaultRule
        let met: Int
        let hit: Int
    }

    private let rules: [Entry]

    init(_ entries: [FaultSchedule.Entry]) {
        rules = entries.map { Entry(rule: $0.rule, met: $0.met, hit: $0.hit) }
    }
}

extension FaultRule: Codable {
    private enum Key: String, CodingKey {
        case fault, milliseconds, status, message, method, contains, skip, every, times
        case retryAfter = "retry_after"
        case pathPrefix = "path_prefix"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            try Self.fault(values),
            method: try values.decodeIfPresent(String.self, forKey: .method),
            pathPrefix: try values.decodeIfPresent(String.self, forKey: .pathPrefix),
            contains: try values.decodeIfPresent(String.self, forKey: .contains),
            skip: try values.decodeIfPresent(Int.self, forKey: .skip) ?? 0,
            every: try values.decodeIfPresent(Int.self, forKey: .every) ?? 1,
            times: try values.decodeIfPresent(Int.self, forKey: .times)
        )
    }

    private static func fault(_ values: KeyedDecodingContainer<Key>) throws -> Fault {
        let name = try values.decode(String.self, forKey: .fault)
        switch name {
        case "latency": return .latency(milliseconds: try values.decode(Int.self, forKey: .milliseconds))
        case "slow_body": return .slowBody(pauseMilliseconds: try values.decode(Int.self, forKey: .milliseconds))
        case "reset": return .reset
        case "truncated_body": return .truncatedBody
        case "reset_in_body": return .resetInBody
        case "wrong_json": return .wrongJSON
        case "wrong_types": return .wrongTypes
        case "invalid_json": return .invalidJSON
        case "redirect": return .redirect
        case "foreign_next": return .foreignNext
        case "failure_with_status_200": return .failureWithStatus200
        case "html_page": return .htmlPage(status: try status(values) ?? 502)
        case "status": return try statusFault(values)
        default:
            if let quirk = Fault.Quirk(rawValue: name) { return .quirk(quirk) }
            throw DecodingError.dataCorruptedError(
                forKey: .fault,
                in: values,
                debugDescription: "no fault named \(name)"
            )
        }
    }

    private static func statusFault(_ values: KeyedDecodingContainer<Key>) throws -> Fault {
        guard let status = try status(values) else {
            throw DecodingError.keyNotFound(Key.status, .init(codingPath: values.codingPath, debugDescription: ""))
        }
        let seconds = (try? values.decodeIfPresent(Int.self, forKey: .retryAfter)).flatMap { $0 }.map(String.init)
        return .status(
            status,
            retryAfter: try seconds ?? values.decodeIfPresent(String.self, forKey: .retryAfter),
            message: try values.decodeIfPresent(String.self, forKey: .message)
        )
    }

    private static func status(_ values: KeyedDecodingContainer<Key>) throws -> Int? {
        guard let status = try values.decodeIfPresent(Int.self, forKey: .status) else { return nil }
        guard (200...599).contains(status) else {
            throw DecodingError.dataCorruptedError(
                forKey: .status,
                in: values,
                debugDescription: "not within 200 to 599"
            )
        }
        return status
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try encodeFault(&values)
        try values.encodeIfPresent(method, forKey: .method)
        try values.encodeIfPresent(pathPrefix, forKey: .pathPrefix)
        try values.encodeIfPresent(contains, forKey: .contains)
        try values.encode(skip, forKey: .skip)
        try values.encode(every, forKey: .every)
        try values.encodeIfPresent(times, forKey: .times)
    }

    private func encodeFault(_ values: inout KeyedEncodingContainer<Key>) throws {
        try values.encode(fault.name, forKey: .fault)
        switch fault {
        case .latency(let milliseconds), .slowBody(let milliseconds):
            try values.encode(milliseconds, forKey: .milliseconds)
        case .status(let status, let retryAfter, let message):
            try values.encode(status, forKey: .status)
            try values.encodeIfPresent(retryAfter, forKey: .retryAfter)
            try values.encodeIfPresent(message, forKey: .message)
        case .htmlPage(let status): try values.encode(status, forKey: .status)
        case .reset, .truncatedBody, .resetInBody, .wrongJSON, .wrongTypes, .invalidJSON, .redirect, .foreignNext,
            .failureWithStatus200, .quirk:
            break
        }
    }
}

extension Fault {
    fileprivate var name: String {
        switch self {
        case .latency: "latency"
        case .status: "status"
        case .reset: "reset"
        case .truncatedBody: "truncated_body"
        case .htmlPage: "html_page"
        case .slowBody: "slow_body"
        case .resetInBody: "reset_in_body"
        case .wrongJSON: "wrong_json"
        case .wrongTypes: "wrong_types"
        case .invalidJSON: "invalid_json"
        case .redirect: "redirect"
        case .foreignNext: "foreign_next"
        case .failureWithStatus200: "failure_with_status_200"
        case .quirk(let quirk): quirk.rawValue
        }
    }
}
