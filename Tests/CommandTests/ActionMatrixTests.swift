import Foundation
import Observables
import Sandbox
import TestSupport
import Testing

/// Every fault against every action of the command line: one answer or one problem for every input, and a status that says which.
@Suite(.serialized)
struct ActionMatrixTests {
    private struct Action {
        let arguments: [String]
        /// Lines of standard output when all goes well.
        let lines: Int
        let isList: Bool

        init(_ arguments: String..., lines: Int = 1, isList: Bool = false) {
            (self.arguments, self.lines, self.isList) = (arguments, lines, isList)
        }
    }

    private static let host = "evil.example"

    private static func actions(attribute: Int) -> [Action] {
        [
            Action("indicator", "get", host, "203.0.113.7", lines: 2),
            Action("indicator", "list", "--type", "Host", isList: true),
            Action("indicator", "rate", host, "--rating", "3"),
            Action("indicator", "false-positive", host),
            Action("attribute", "add", host, "--attribute-type", "Description", "--value", "x"),
            Action("attribute", "update", host, "--id", "\(attribute)", "--value", "y"),
            Action("incident", "indicators", "67360", lines: 2, isList: true),
            Action("incident", "tags", "67360", isList: true),
        ]
    }

    enum Outcome { case answered, failed, stopped }

    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let fault: Fault
        let outcome: Outcome
        var testDescription: String { name }

        static let all = [
            Row(name: "latency", fault: .latency(milliseconds: 5), outcome: .answered),
            Row(name: "429 with Retry-After", fault: .status(429, retryAfter: "30"), outcome: .failed),
            Row(name: "429 without Retry-After", fault: .status(429), outcome: .failed),
            Row(name: "500", fault: .status(500), outcome: .failed),
            Row(name: "502 with an HTML page", fault: .htmlPage(status: 502), outcome: .failed),
            Row(name: "503", fault: .status(503), outcome: .failed),
            Row(name: "reset before the body", fault: .reset, outcome: .failed),
            Row(name: "reset inside the body", fault: .resetInBody, outcome: .failed),
            Row(name: "truncated body", fault: .truncatedBody, outcome: .failed),
            Row(name: "invalid JSON", fault: .invalidJSON, outcome: .failed),
            Row(name: "HTML page with 200", fault: .htmlPage(status: 200), outcome: .failed),
            Row(name: "another shape", fault: .wrongJSON, outcome: .failed),
            Row(name: "wrong types", fault: .wrongTypes, outcome: .failed),
            Row(name: "wrong count", fault: .quirk(.resultCountDrift), outcome: .answered),
            Row(name: "failure with 200", fault: .failureWithStatus200, outcome: .failed),
            Row(name: "redirect", fault: .redirect, outcome: .failed),
            Row(
                name: "expired clock",
                fault: .status(401, message: "Timestamp out of acceptable time range"),
                outcome: .stopped
            ),
            Row(name: "slow body", fault: .slowBody(pauseMilliseconds: 2), outcome: .answered),
            Row(name: "next page on another host", fault: .foreignNext, outcome: .answered),
        ]
    }

    @Test(arguments: Row.all) func everyInputHasAnAnswerOrAProblem(row: Row) async throws {
        let place = try ActionPlace()
        // One attempt and no patience: what lasts is told at once.
        try place.folder.write(Workplace.pipeline(settings: "max_attempts: 1\n  max_wait: 0s"), to: "p.yaml")
        let faults = FaultSchedule()
        let store = try Self.store(place.folder)
        let configuration = SandboxConfiguration(
            accessID: Workplace.accessID,
            secretKey: Secret(Workplace.secretKey),
            faults: faults
        )
        try await withSandbox(configuration, store: store) { address in
            let environment = Workplace.environment(url: address.url)
            let add = ["attribute", "add", Self.host, "--attribute-type", "Source", "--value", "before"]
            let added = try await place.run(add, environment: environment)
            let id = try #require(added.output.firstMatch(of: /"id":(\d+)/).flatMap { Int($0.1) }, "\(added.errors)")
            for action in Self.actions(attribute: id) {
                faults.clear()
                faults.add(FaultRule(row.fault))
                let outcome = try await place.run(
                    action.arguments + ["--pipeline", "p.yaml"],
                    environment: environment
                )
                check(outcome, row, action)
            }
        }
    }

    private func check(_ outcome: Program.Outcome, _ row: Row, _ action: Action) {
        let name: Comment = "\(row.name): \(action.arguments.joined(separator: " ")): \(outcome.errors)"
        let lines = outcome.output.split(separator: "\n").count
        switch row.outcome {
        case .answered:
            #expect(outcome.status == 0, name)
            #expect(lines == action.lines, name)
        case .failed:
            #expect(outcome.status == 1 || outcome.status == 2, name)
            #expect(!outcome.errors.isEmpty, name)
            if !action.isList { #expect(lines == action.lines || lines == 0, name) }
        case .stopped:
            #expect(outcome.status == 2, name)
            #expect(outcome.errors.contains("clock"), name)
        }
        #expect(!(outcome.output + outcome.errors).contains(Workplace.secretKey), name)
    }

    private static func store(_ folder: TemporaryFolder) throws -> SandboxStore {
        let store = try SandboxStore(organisation: ActionPlace.organisation)
        try folder.write(
            """
            {"type":"Host","summary":"\(host)","rating":4}
            {"type":"Address","summary":"203.0.113.7","rating":2}
            {"type":"Incident","id":67360,"name":"Break-in","tags":["Phishing"],"indicators":["\(host)","203.0.113.7"]}

            """,
            to: "known.jsonl"
        )
        try store.load(folder.path("known.jsonl"))
        return store
    }
}
