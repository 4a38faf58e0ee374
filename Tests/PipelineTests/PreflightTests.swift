import Foundation
import Observables
import Pipeline
import PipelineFile
import Testing

/// What a run refuses before it asks or writes anything.
struct PreflightTests {
    private func refusal(_ trial: TrialRun, _ outputs: String) async throws -> String {
        let error = try await #require(throws: PreflightError.self) {
            try await trial.run("read: {files: DIR/in.csv, observables: [{column: ip}]}\n\(outputs)")
        }
        return error.problems.map(\.message).joined(separator: "\n")
    }

    private func prepared() throws -> TrialRun {
        let trial = try TrialRun()
        try trial.folder.write("id,ip\n1,8.8.8.8\n", to: "in.csv")
        return trial
    }

    @Test(arguments: ["DIR/../NAME/in.csv", "DIR/link.csv"])
    func inputIsNeverOverwrittenWhateverItsSpelling(path: String) async throws {
        let trial = try prepared()
        try FileManager.default.createSymbolicLink(
            atPath: trial.folder.path("link.csv"),
            withDestinationPath: trial.folder.path("in.csv")
        )
        let path = path.replacing("NAME", with: trial.folder.url.lastPathComponent)
        #expect(try await refusal(trial, "output: [enriched: \(path)]").contains("is also an input"))
        #expect(try await refusal(trial, "report: [csv: \(path)]").contains("is also an input"))
        #expect(try trial.folder.text("in.csv") == "id,ip\n1,8.8.8.8\n")
        #expect(trial.source.askedFor.isEmpty)
    }

    @Test func twoOutputsOnOneFileAreRefusedAlsoWithPlaceholders() async throws {
        let trial = try prepared()
        let outputs = "output: [enriched: 'DIR/{name}.csv']\nreport: [csv: DIR/trial.csv]"
        #expect(try await refusal(trial, outputs).contains("are one file"))
        #expect(try trial.folder.names() == ["in.csv"])
    }

    @Test func missingColumnNamesTheNearOne() async throws {
        let trial = try prepared()
        let error = try await #require(throws: PreflightError.self) {
            try await trial.run(
                "read: {files: DIR/in.csv, observables: [{column: ipp}]}\noutput: [enriched: DIR/o.csv]"
            )
        }
        #expect(error.problems.map(\.suggestion) == ["ip"])
        #expect(try trial.folder.names() == ["in.csv"])
    }

    @Test func addedColumnMayNotExistAlready() async throws {
        let trial = try TrialRun()
        try trial.folder.write("ip,tc_status\n8.8.8.8,x\n", to: "in.csv")
        #expect(try await refusal(trial, "output: [enriched: DIR/o.csv]").contains("already has a column 'tc_status'"))
    }

    @Test func staleRejectedFileDoesNotSurviveACleanRun() async throws {
        let trial = try prepared()
        try trial.folder.write("{}\n", to: "o-rejected.jsonl")
        _ = try await trial.run("read: {files: DIR/in.csv, observables: [{column: ip}]}\noutput: [enriched: DIR/o.csv]")
        #expect(try trial.folder.text("o-rejected.jsonl").isEmpty)
    }
}
