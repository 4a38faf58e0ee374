import Foundation
import Sandbox
import TestSupport
import Testing

/// What goes to standard output and what to standard error.
@Suite(.serialized)
struct StreamTests {
    private static let toStandardOutput = Workplace.pipeline(output: #"{enriched: "-"}"#)

    @Test func standardInputIsReadAndDataAloneAreWritten() async throws {
        let place = try Workplace(
            Workplace.pipeline(read: "stdin: true\n  format: csv", output: #"{enriched: "-"}"#)
        )
        let outcome = try await Workplace.served { environment in
            try await place.run(environment: environment, input: "id,dst_ip\n7,\(Workplace.hit)\n")
        }
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.first?.hasPrefix("id,dst_ip,") == true)
        #expect(lines.last?.hasPrefix("7,\(Workplace.hit),hit,") == true)
    }

    /// A full disk behind the log, or a log collector that has gone, does not change what a run did.
    @Test(arguments: ["2>/dev/full", "2>&-", "--verbose --log-format json 2>/dev/full"])
    func standardErrorThatCannotBeWrittenChangesNothing(redirection: String) async throws {
        let place = try Workplace()
        let outcome = try await Workplace.served { environment in
            try await Program.shell(
                "$TCENRICH run p.yaml \(redirection); echo status $?",
                in: place.folder,
                environment: environment
            )
        }
        #expect(outcome.output == "status 0\n")
    }

    @Test func closedStandardOutputIsSuccess() async throws {
        let place = try Workplace(Self.toStandardOutput)
        let outcome = try await Workplace.served { environment in
            try await Program.shell(
                "{ sleep 0.2; $TCENRICH run p.yaml; echo status $? >&2; } | true",
                in: place.folder,
                environment: environment
            )
        }
        #expect(outcome.errors.contains("status 0"), "\(outcome.errors)")
        #expect(!outcome.errors.contains("error"))
    }

    @Test func quietSaysNothingOnSuccess() async throws {
        let place = try Workplace()
        let outcome = try await Workplace.served { try await place.run("--quiet", environment: $0) }
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
        #expect(outcome.output.isEmpty)
    }

    @Test func quietStillSaysWhyItFailed() async throws {
        let place = try Workplace(Workplace.pipeline(read: "files: [nope.csv]"))
        let outcome = try await Workplace.served { try await place.run("--quiet", environment: $0) }
        #expect(outcome.errors == "error: nope.csv: no such file\n")
    }

    @Test(arguments: [
        Workplace.pipeline(), Workplace.pipeline(column: "dstip"), Workplace.pipeline(read: "files: [nope.csv]"),
        Workplace.pipeline(settings: "owners: [Nobody]"), Workplace.pipeline(settings: "max_in_flight: 900"),
        Workplace.pipeline(output: "{enriched: log.csv/e.csv}"),
    ])
    func jsonLogIsOneObjectPerLineWhateverHappens(text: String) async throws {
        let place = try Workplace(text)
        let outcome = try await Workplace.served { environment in
            try await place.run("--log-format", "json", environment: environment)
        }
        let messages = try #require(outcome.messages, "\(outcome.errors)")
        #expect(!messages.isEmpty)
        #expect(messages.allSatisfy { $0["level"] != nil && $0["message"] != nil && $0["time"] != nil })
        #expect((outcome.status == 0) == messages.allSatisfy { $0["level"] != "error" })
    }

    @Test func verboseShowsRequests() async throws {
        let place = try Workplace()
        let outcome = try await Workplace.served { try await place.run("--verbose", environment: $0) }
        #expect(outcome.errors.contains("target: /api/v2/indicators/addresses/\(Workplace.hit)"), "\(outcome.errors)")
    }

    @Test func withoutTerminalThereAreNoControlCharacters() async throws {
        let place = try Workplace(Self.toStandardOutput)
        let outcome = try await Workplace.served { environment in
            try await place.run("--verbose", environment: environment.merging(["TERM": "xterm-256color"]) { $1 })
        }
        let controls = (outcome.errors + outcome.output).unicodeScalars.filter {
            $0.value < 32 && $0 != "\n" && $0 != "\r"
        }
        #expect(controls.isEmpty)
        #expect(!outcome.errors.contains("\r"))
    }
}
