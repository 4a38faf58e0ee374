import Foundation
import Sandbox
import TestSupport
import Testing

/// Where actions find their instance.
@Suite(.serialized)
struct ActionConnectionTests {
    private static let get = ["indicator", "get", ActionPlace.host]

    @Test(arguments: [
        ([:], "TC_URL is not set"),
        (["TC_URL": "http://127.0.0.1:1"], "no credentials"),
        (["TC_URL": "http://127.0.0.1:1", "TC_ACCESS_KEY": "1"], "TC_SECRET_KEY is not"),
        (["TC_URL": "http://127.0.0.1:1", "TC_SECRET_KEY": "CANARY"], "TC_ACCESS_KEY is not"),
        (["TC_URL": "http://127.0.0.1:1", "TC_TOKEN": "CANARY", "TC_ACCESS_KEY": "1"], "both TC_TOKEN and keys"),
        (["TC_URL": "ftp://127.0.0.1", "TC_TOKEN": "CANARY"], "must begin with https://"),
        (
            ["TC_URL": "http://127.0.0.1:1", "TC_TOKEN": "CANARY", "TC_VERIFY_SSL": "maybe"],
            "TC_VERIFY_SSL is \"maybe\""
        ),
    ])
    func whatIsMissingIsNamed(environment: [String: String], words: String) async throws {
        let outcome = try await ActionPlace().run(Self.get, environment: environment)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
        #expect(!outcome.errors.contains("CANARY"))
        #expect(outcome.output.isEmpty)
    }

    @Test func environmentFileGoesBeforeTheEnvironment() async throws {
        let place = try ActionPlace()
        try await ActionPlace.served { environment in
            let url = environment["TC_URL"] ?? ""
            try place.folder.write(
                """
                # the trial instance
                export TC_URL=\(url) TC_ACCESS_KEY=\(Workplace.accessID)
                TC_SECRET_KEY='\(Workplace.secretKey)'\r

                """,
                to: "tc.env"
            )
            let outcome = try await place.run(
                Self.get + ["--env-file", "tc.env"],
                environment: ["TC_URL": "http://127.0.0.1:1"]
            )
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
    }

    @Test func unreadableEnvironmentFileIsNamedWithoutItsContent() async throws {
        let place = try ActionPlace()
        try place.folder.write("TC_URL=http://127.0.0.1:1\nCANARY secret\n", to: "tc.env")
        let outcome = try await place.run(Self.get + ["--env-file", "tc.env"], environment: [:])
        #expect(outcome.status == 2)
        #expect(outcome.errors == "error: tc.env:2: expected NAME=value\n")
        let missing = try await place.run(Self.get + ["--env-file", "none.env"], environment: [:])
        #expect(missing.status == 2 && missing.errors.contains("none.env: cannot be read"))
    }

    @Test func pipelineFileSaysWhereAndWhom() async throws {
        let place = try ActionPlace()
        let text = Workplace.pipeline(settings: "owners: [\(ActionPlace.organisation), \"No Such Owner\"]")
        try place.folder.write(text, to: "p.yaml")
        try await ActionPlace.served { environment in
            let stopped = try await place.run(Self.get + ["--pipeline", "p.yaml"], environment: environment)
            #expect(stopped.status == 2)
            #expect(stopped.errors.contains("\"No Such Owner\""), "\(stopped.errors)")
            let named = try await place.run(
                Self.get + ["--pipeline", "p.yaml", "--owner", ActionPlace.organisation],
                environment: environment
            )
            #expect(named.status == 0, "\(named.errors)")
        }
    }

    @Test func sandboxGetsNothingOfARealInstance() async throws {
        let place = try ActionPlace()
        try place.folder.write(#"{"type":"Host","summary":"evil.example","rating":3}"# + "\n", to: "d.jsonl")
        let outcome = try await place.run(
            Self.get + ["--sandbox", "d.jsonl"],
            environment: ["TC_URL": "http://127.0.0.1:1", "TC_TOKEN": "CANARY", "TC_HTTP_PROXY": "http://127.0.0.1:1"]
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains(#""rating":3.00"#))
    }

    @Test func nothingShowsASecret() async throws {
        for arguments in [["--verbose"], ["--envelope"], ["--log-format", "json", "--verbose"]] {
            let outcome = try await ActionPlace.run(
                arguments: ["indicator", "get", ActionPlace.host] + arguments,
                secretKey: "CANARYwrong"
            )
            #expect(!(outcome.output + outcome.errors).contains("CANARY"), "\(arguments)")
        }
    }
}
