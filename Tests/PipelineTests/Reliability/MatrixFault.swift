import Sandbox
import Testing

/// One row of the fault matrix.
struct MatrixFault: Sendable, CustomTestStringConvertible {
    enum Effect: Sendable {
        /// The answer arrives, whole and right.
        case none
        /// The answer does not arrive.
        case loss
        /// Whoever asks for lists cannot trust the answer; a single indicator is not concerned.
        case lossOfLists
        /// Nobody can be asked any more.
        case stop
    }

    let name: String
    let fault: Fault
    var effect = Effect.loss
    /// Lines of the section `threatconnect`.
    var settings = ""

    var testDescription: String { name }

    static let all = [
        Self(name: "latency", fault: .latency(milliseconds: 20), effect: .none),
        Self(name: "429 with Retry-After", fault: .status(429, retryAfter: "3")),
        Self(name: "429 without Retry-After", fault: .status(429)),
        Self(name: "500", fault: .status(500)),
        Self(name: "502 with an HTML page", fault: .htmlPage(status: 502)),
        Self(name: "503", fault: .status(503)),
        Self(name: "503 with Retry-After", fault: .status(503, retryAfter: "5")),
        Self(name: "reset before the body", fault: .reset),
        Self(name: "reset inside the body", fault: .resetInBody),
        Self(name: "truncated body", fault: .truncatedBody),
        Self(name: "invalid JSON", fault: .invalidJSON),
        Self(name: "HTML page with 200", fault: .htmlPage(status: 200)),
        Self(name: "another shape", fault: .wrongJSON),
        Self(name: "wrong types", fault: .wrongTypes),
        Self(name: "wrong count", fault: .quirk(.resultCountDrift), effect: .lossOfLists),
        Self(name: "failure with 200", fault: .failureWithStatus200),
        Self(name: "redirect", fault: .redirect),
        Self(
            name: "expired clock",
            fault: .status(401, message: "Timestamp out of acceptable time range"),
            effect: .stop
        ),
        Self(name: "slow body", fault: .slowBody(pauseMilliseconds: 3), effect: .none),
        Self(
            name: "body slower than the deadline",
            fault: .slowBody(pauseMilliseconds: 40),
            settings: "timeout: 250ms\n  max_attempts: 2"
        ),
        Self(name: "next page on another host", fault: .foreignNext, effect: .none),
    ]
}

/// How often a fault comes.
enum MatrixSpan: Sendable, CaseIterable {
    case once
    case lasting

    var times: Int? { self == .once ? 1 : nil }
}
