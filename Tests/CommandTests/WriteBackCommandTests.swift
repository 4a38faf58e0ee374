import Foundation
import Testing

/// `plan`, `run` and `undo` through the built program.
@Suite(.serialized)
struct WriteBackCommandTests {
    private static let rules = """
        write_back:
          mode: ${MODE:plan}
          rules:
            - label: seen
              when: status == 'hit'
              rating: 4
              attributes: [{type: Description, value: "Seen {count} times"}]
        state: {file: state.sqlite}
        """

    private func plan(_ place: Workplace, _ environment: [String: String], _ arguments: String...) async throws
        -> Program.Outcome
    {
        try await Program.run(["plan", "p.yaml"] + arguments, in: place.folder, environment: environment)
    }

    @Test func planApplyAgainAndUndo() async throws {
        let place = try Workplace(Workplace.pipeline(extra: Self.rules))
        try await Workplace.served { environment in
            let applying = environment.merging(["MODE": "apply"]) { $1 }
            let planned = try await plan(place, applying)
            #expect(planned.status == 0, "\(planned.errors)")
            #expect(planned.output.hasPrefix("records     2 read\n"))
            #expect(
                planned.output.contains(
                    "\ncalls       lookup 2 · query 2\nstrategy    lookup\n\nAddress 203.0.113.66 (own organisation, id "
                )
            )
            #expect(planned.output.contains("  rating         5 → 4  [seen]\n"))
            #expect(planned.output.contains("  attribute      + Description: Seen 1 times  [seen]\n"))
            #expect(planned.output.hasSuffix("1 indicator: 1 to change; 2 writes (limit 1000)\n"))
            #expect(try place.made().isEmpty)

            let unapplied = try await place.run(environment: environment)
            #expect(unapplied.errors.contains("2 writes planned, nothing sent (write_back.mode: plan)"))
            let applied = try await place.run(environment: applying)
            #expect(applied.status == 0, "\(applied.errors)")
            #expect(applied.errors.contains("2 writes: 2 done"))
            let again = try await place.run(environment: applying)
            #expect(again.errors.contains("1 indicator: 1 already so"))
            #expect(again.errors.contains("nothing to write"))

            let run = try #require(applied.errors.firstMatch(of: /tcenrich undo (\S+)`/)?.1)
            func undo(_ arguments: String...) async throws -> Program.Outcome {
                try await Program.run(
                    ["undo", String(run), "--pipeline", "p.yaml"] + arguments,
                    in: place.folder,
                    environment: environment
                )
            }
            #expect(try await undo("--dry-run").output.hasSuffix("2 writes: 2 would be restored\n"))
            let undone = try await undo()
            #expect(undone.status == 0, "\(undone.errors)")
            #expect(undone.output.hasSuffix("2 writes: 2 restored\n"))
            #expect(try await undo().output == "nothing to undo\n")
            #expect(try await plan(place, environment).output == planned.output)
        }
    }

    @Test func planForMachinesIsTheCountsAndOneObjectPerWrite() async throws {
        let place = try Workplace(Workplace.pipeline(extra: Self.rules))
        let outcome = try await Workplace.served { try await plan(place, $0, "--json") }
        let lines = outcome.output.split(separator: "\n").map { line in
            try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        }
        #expect(lines.first??["calls"] as? [String: Int] == ["lookup": 2, "query": 2])
        #expect(lines.dropFirst().map { $0?["operation"] as? String } == ["update", "add_attribute"])
        #expect(lines.dropFirst().allSatisfy { $0?["rules"] as? [String] == ["seen"] })
    }

    @Test func undoSaysWhatItCannotFind() async throws {
        let place = try Workplace(Workplace.pipeline(extra: Self.rules))
        let environment = Workplace.environment(url: "http://127.0.0.1:9")
        let missing = try await Program.run(
            ["undo", "nobody", "--pipeline", "p.yaml"],
            in: place.folder,
            environment: environment
        )
        #expect(missing.status == 2)
        #expect(missing.errors == "error: there is no state file 'state.sqlite'\n")
        let usage = try await Program.run(["undo"], in: place.folder)
        #expect(usage.status == 64)
        #expect(try place.made().isEmpty)
    }
}
