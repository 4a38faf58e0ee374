import Foundation
import Sandbox
import State
import TestSupport
import Testing

/// Going on with a run, and refusing to.
@Suite(.serialized)
struct ResumeTests {
    private static let pipeline = Workplace.pipeline(
        output: "{enriched: out/e.csv}, {rejected: out/r.jsonl}",
        settings: "max_attempts: 1",
        extra: "state: {file: state.sqlite, checkpoint_interval: 0s}"
    )

    /// Leaves a run interrupted while it asks.
    private func interrupt(_ place: Workplace, by signal: Int32 = SIGINT) async throws -> Program.Outcome {
        let requests = RequestCounts()
        let slow = FaultRule(.latency(milliseconds: 50_000), pathPrefix: "/api/v2/indicators")
        return try await Workplace.served(faults: [slow], requests: requests) { environment in
            let run = try Running(Program.path, ["run", "p.yaml"], in: place.folder, environment: environment)
            try await eventually("a look-up under way") {
                requests.snapshot.count(pathPrefix: "/api/v2/indicators") > 0
            }
            run.send(signal)
            return try await run.outcome()
        }
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func interruptedRunPrintsTheCommandThatContinuesIt(signal: Int32) async throws {
        let place = try Workplace(Self.pipeline)
        let outcome = try await interrupt(place, by: signal)
        #expect(outcome.status == 128 + signal)
        #expect(
            outcome.errors.contains("0 records are done and kept; go on with: tcenrich run p.yaml --resume\n"),
            "\(outcome.errors)"
        )
        #expect(try place.made().contains("out/.e.csv.tcenrich-part"))
        #expect(try !place.made().contains("out/e.csv"))
    }

    @Test func newRunDropsTheInterruptedOneAndSaysSo() async throws {
        let place = try Workplace(Self.pipeline)
        _ = try await interrupt(place)
        let outcome = try await Workplace.served { try await place.run(environment: $0) }
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("was interrupted and is not continued; what it had done is dropped"))
        #expect(try place.made().filter { $0.hasSuffix("-part") }.isEmpty)
    }

    @Test func resumeWithoutAnInterruptedRunBeginsOne() async throws {
        let place = try Workplace(Self.pipeline)
        let outcome = try await Workplace.served { try await place.run("--resume", environment: $0) }
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try place.folder.text("out/e.csv").hasPrefix("id,dst_ip,"))
    }

    /// Of a run over a longer input and an older pipeline file.
    private static let former = """
        {"input":{"files":[{"path":"log.csv","bytes":999,"modified":"1.1"}],"isRepeatable":true},"sections":{},"files":[]}
        """

    @Test func changedInputAndPipelineFileAreRefusedWithTheDifference() async throws {
        let place = try Workplace(Self.pipeline)
        var record = ProgressRecord(
            run: "r1",
            pipeline: "trial",
            pipelineFile: "p.yaml",
            startedAt: 1,
            fixedTime: nil,
            identity: Self.former
        )
        record.records = 7
        try store(place).begin(record)
        let outcome = try await Workplace.served { try await place.run("--resume", environment: $0) }
        #expect(outcome.status == 2)
        #expect(
            outcome.errors.contains("run r1 cannot be continued: log.csv has 39 bytes instead of 999"),
            "\(outcome.errors)"
        )
        #expect(outcome.errors.contains("the section 'read' of the pipeline file was changed"))
        #expect(outcome.errors.contains("run without --resume to begin anew"))
        #expect(try store(place).progress(run: "r1")?.records == 7)
    }

    private func store(_ place: Workplace) throws -> StateStore {
        try StateStore(path: place.folder.path("state.sqlite"))
    }

    @Test func secondRunOnAStateFileIsToldWhoHoldsIt() async throws {
        let place = try Workplace(Self.pipeline)
        let hold = try store(place).hold(as: "a run of the pipeline 'other'")
        let outcome = try await Workplace.served { try await place.run(environment: $0) }
        #expect(outcome.status == 2)
        #expect(
            outcome.errors.contains(
                "is held by a run of the pipeline 'other', process \(ProcessInfo.processInfo.processIdentifier); wait until it has ended"
            )
        )
        withExtendedLifetime(hold) {}
    }

    @Test func secondRunOnAnOutputIsToldWhoWritesIt() async throws {
        let place = try Workplace()
        let slow = FaultRule(.latency(milliseconds: 50_000), pathPrefix: "/api/v2/indicators")
        let requests = RequestCounts()
        try await Workplace.served(faults: [slow], requests: requests) { environment in
            let first = try Running(Program.path, ["run", "p.yaml"], in: place.folder, environment: environment)
            try await eventually("a look-up under way") {
                requests.snapshot.count(pathPrefix: "/api/v2/indicators") > 0
            }
            let second = try await place.run(environment: environment)
            #expect(second.status == 2)
            #expect(second.errors.contains(/cannot write out\/e.csv: process \d+ is writing it/), "\(second.errors)")
            first.send(SIGKILL)
            _ = try await first.outcome()
        }
    }

    @Test func retryAsksOnlyWhatFailedAndPutsTheAnswersInTheirPlaces() async throws {
        let place = try Workplace(Self.pipeline)
        let requests = RequestCounts()
        let broken = FaultRule(.status(503), pathPrefix: "/api/v2/indicators/addresses/\(Workplace.hit)", times: 1)
        try await Workplace.served(faults: [broken], requests: requests) { environment in
            let first = try await place.run("--as-of", "2026-03-02T00:00:00Z", environment: environment)
            #expect(first.status == 1, "\(first.errors)")
            #expect(try place.folder.text("out/e.csv").contains("failed"))
            #expect(try place.folder.text("out/r.jsonl").contains(Workplace.hit))
            let run = try #require(first.errors.firstMatch(of: /tcenrich retry (\S+) --pipeline/)?.1)
            let before = requests.snapshot.count(pathPrefix: "/api/v2/indicators")
            let second = try await Program.run(
                ["retry", String(run), "--pipeline", "p.yaml"],
                in: place.folder,
                environment: environment
            )
            #expect(second.status == 0, "\(second.errors)")
            #expect(requests.snapshot.count(pathPrefix: "/api/v2/indicators") == before + 1)
            let rows = try place.folder.text("out/e.csv").split(separator: "\n")
            #expect(rows[1].hasPrefix("1,\(Workplace.hit),hit,"))
            #expect(rows[2].hasPrefix("2,203.0.113.5,absent,"))
            #expect(try place.folder.text("out/r.jsonl").isEmpty)
            let third = try await Program.run(
                ["retry", String(run), "--pipeline", "p.yaml"],
                in: place.folder,
                environment: environment
            )
            #expect(third.status == 2)
            #expect(third.errors.contains("nothing is kept of run \(run) that could be asked again"))
        }
    }
}

/// Inputs that change under a run.
@Suite(.serialized)
struct ChangingInputTests {
    /// Changes the input while a look-up is under way.
    private func run(_ place: Workplace, changing: () throws -> Void) async throws -> Program.Outcome {
        let requests = RequestCounts()
        let slow = FaultRule(.latency(milliseconds: 1_000), pathPrefix: "/api/v2/indicators")
        return try await Workplace.served(faults: [slow], requests: requests) { environment in
            let run = try Running(Program.path, ["run", "p.yaml"], in: place.folder, environment: environment)
            try await eventually("a look-up under way") {
                requests.snapshot.count(pathPrefix: "/api/v2/indicators") > 0
            }
            try changing()
            return try await run.outcome()
        }
    }

    @Test func inputThatShrinksIsAnError() async throws {
        let place = try Workplace()
        let outcome = try await run(place) { try place.folder.write("id,dst_ip\n", to: "log.csv") }
        #expect(outcome.status == 2)
        #expect(
            outcome.errors.contains("log.csv: it shrank from 39 to 10 bytes while it was read"),
            "\(outcome.errors)"
        )
    }

    @Test func inputThatGrowsOrGoesIsTold() async throws {
        let place = try Workplace()
        let grown = try await run(place) {
            try place.folder.write("id,dst_ip\n1,\(Workplace.hit)\n2,203.0.113.5\n3,203.0.113.6\n", to: "log.csv")
        }
        #expect(grown.status == 0, "\(grown.errors)")
        #expect(grown.errors.contains("log.csv was written to while it was read"))
        let gone = try await run(place) {
            try FileManager.default.removeItem(at: place.folder.url.appendingPathComponent("log.csv"))
        }
        #expect(gone.status == 0, "\(gone.errors)")
        #expect(gone.errors.contains("log.csv was removed while it was read"))
    }
}
