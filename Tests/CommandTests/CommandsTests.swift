import Foundation
import Observables
import TestSupport
import Testing

/// The commands beside `run` and `check`.
@Suite(.serialized)
struct CommandsTests {
    @Test(arguments: [[], ["--help"], ["help"]])
    func helpNamesEveryCommand(arguments: [String]) async throws {
        let outcome = try await Program.run(arguments, in: TemporaryFolder())
        #expect(outcome.status == 0)
        for command in ["run", "check", "runs", "schema", "sandbox"] {
            #expect(outcome.output.contains("\n  \(command) "), "\(command)")
        }
    }

    @Test func versionIsThatOfTheChangeLog() async throws {
        let outcome = try await Program.run(["--version"], in: TemporaryFolder())
        #expect(outcome.status == 0)
        #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
        let changes = try String(contentsOf: Checkout.root.appendingPathComponent("CHANGELOG.md"), encoding: .utf8)
        #expect(changes.contains(outcome.output.trimmingCharacters(in: .newlines)))
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func completionsAreMade(shell: String) async throws {
        let outcome = try await Program.run(["--generate-completion-script", shell], in: TemporaryFolder())
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("sandbox"))
    }

    @Test func schemaIsValidJSON() async throws {
        let outcome = try await Program.run(["schema"], in: TemporaryFolder())
        #expect(outcome.status == 0)
        let schema = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        #expect((schema?["$schema"] as? String)?.contains("json-schema.org") == true)
    }

    @Test func quickstartRunsFromACopy() async throws {
        let folder = try TemporaryFolder()
        for name in ["samples", "pipelines"] {
            try FileManager.default.createSymbolicLink(
                at: folder.url.appendingPathComponent(name),
                withDestinationURL: Checkout.root.appendingPathComponent(name)
            )
        }
        let outcome = try await Program.run(
            ["run", "pipelines/quickstart.yaml", "--sandbox", "samples/quickstart/indicators.jsonl"],
            in: folder
        )
        // The sample log holds two records that cannot be read, to show the rejected file.
        #expect(outcome.status == 1, "\(outcome.errors)")
        #expect(
            outcome.errors.hasPrefix("asking a local ThreatConnect server (indicators: 13)\nquickstart: 62 records in ")
        )
        #expect(folder.exists("out/quickstart.csv"))
    }

    @Test func runsListsWhatTheStateFileKeeps() async throws {
        let place = try Workplace(Workplace.pipeline(extra: "state: {file: state.sqlite}"))
        let run = try await Workplace.served { try await place.run(environment: $0) }
        #expect(run.status == 0, "\(run.errors)")
        let outcome = try await Program.run(["runs", "state.sqlite"], in: place.folder)
        let lines = outcome.output.split(separator: "\n").map {
            $0.split(separator: "\t", omittingEmptySubsequences: false)
        }
        #expect(outcome.status == 0)
        #expect(lines.count == 2)
        #expect(lines.first?.first == "run")
        #expect(lines.last?.dropFirst().first == "trial")
    }

    @Test func runsMakesNoFileOfAMissingOne() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await Program.run(["runs", "none.sqlite"], in: folder)
        #expect(outcome.status == 2)
        #expect(outcome.errors == "error: there is no file 'none.sqlite'\n")
        #expect(try folder.names().isEmpty)
    }

    @Test(arguments: [nil, Workplace.secretKey])
    func sandboxServesAnotherProcessUntilItIsStopped(secret: String?) async throws {
        let place = try Workplace()
        try place.folder.write(#"{"type": "Address", "summary": "203.0.113.66", "rating": 5}"# + "\n", to: "tc.jsonl")
        let sandbox = try Running(
            Program.path,
            ["sandbox", "--data", "tc.jsonl", "--port", "0"],
            in: place.folder,
            environment: secret.map { ["TC_SECRET_KEY": $0] } ?? [:]
        )
        try await eventually("the address") { try sandbox.outputSoFar().contains("\n") }
        let exported = try sandbox.outputSoFar()
        var environment = exports(exported)
        #expect((environment["TC_SECRET_KEY"] == nil) == (secret != nil))
        environment.merge(secret.map { ["TC_SECRET_KEY": $0] } ?? [:]) { $1 }
        let run = try await place.run(environment: environment)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("1 with a hit"))
        sandbox.send(SIGTERM)
        let outcome = try await sandbox.outcome()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(!(outcome.output + outcome.errors).contains(Workplace.secretKey))
    }

    /// `export A=1 B=2` as variables.
    private func exports(_ line: String) -> [String: String] {
        let pairs = line.split(whereSeparator: \.isWhitespace).dropFirst().compactMap { word -> (String, String)? in
            guard let equals = word.firstIndex(of: "=") else { return nil }
            return (String(word[..<equals]), String(word[word.index(after: equals)...]))
        }
        return Dictionary(pairs) { $1 }
    }
}
