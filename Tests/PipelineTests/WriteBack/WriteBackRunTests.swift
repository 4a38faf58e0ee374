import Foundation
import Observables
import Pipeline
import PipelineFile
import Sandbox
import State
import TestSupport
import Testing

/// Whole runs that write, against a sandbox over HTTP.
struct WriteBackRunTests {
    @Test func planWritesNothingAndApplyDoesWhatItSaid() async throws {
        let trial = try WriteBackTrial()
        try await trial.serve { server in
            let before = try trial.store.stateDump()
            let plan = try await server.run(trial.pipeline(mode: "plan"))
            #expect(try trial.store.stateDump() == before)
            #expect(try trial.entries().isEmpty)
            let planned = try #require(plan.writeBack)
            #expect(planned.mode == .plan)
            let applied = try #require(try await server.run(trial.pipeline()).writeBack)
            #expect(applied.plan.entries.map(\.writes) == planned.plan.entries.map(\.writes))
            #expect(applied.done == planned.plan.writes)
            #expect(applied.isClean)
            #expect((applied.toChange, applied.toCreate) == (3, 1))
            #expect(try trial.store.stateDump() != before)
        }
    }

    @Test func secondRunOverTheSameInputWritesNothing() async throws {
        let trial = try WriteBackTrial()
        try await trial.serve { server in
            let first = try await server.run(trial.pipeline(rules: Self.steadyRules))
            #expect(first.writeBack?.done ?? 0 > 0)
            let state = try trial.store.stateDump()
            let second = try #require(
                try await server.run(trial.pipeline(rules: Self.steadyRules), id: "run-2", at: WriteBackTrial.nextDay)
                    .writeBack
            )
            #expect(second.plan.writes == 0)
            #expect(second.unchanged == second.plan.entries.count)
            #expect(try trial.store.stateDump() == state)
        }
    }

    /// Without the run's id and date, which differ from run to run.
    private static let steadyRules = WriteBackTrial.rules.replacing(" ({run.id})", with: "").replacing(
        " {run.date}",
        with: ""
    )

    @Test func aggregateOfTheMatchingRecordsFillsTheTemplate() async throws {
        let trial = try WriteBackTrial()
        try await trial.serve { server in
            _ = try await server.run(trial.pipeline())
            let state = try trial.store.stateDump()
            #expect(state.contains("Blocked 2 times, last: last (run-1)"))
            #expect(state.contains(#"Blocked 1 times, last: a \"quoted\" note (run-1)"#))
            #expect(state.contains("proxy 2026-03-02"))
            #expect(!state.contains("\"feed\""))
        }
    }

    @Test func moreWritesThanAllowedSendNone() async throws {
        let trial = try WriteBackTrial()
        try await trial.serve { server in
            let before = try trial.store.stateDump()
            let result = try await server.run(trial.pipeline(settings: "max_writes: 3"))
            #expect(result.writeBack?.stopped?.contains("max_writes allows (3)") == true)
            #expect(!result.isClean)
            #expect(try trial.store.stateDump() == before)
        }
    }

    @Test func excludedValueFailsAloneAndGoesToTheRejectedFile() async throws {
        var trial = try WriteBackTrial()
        trial.configure = { $0.exclusions = ["198.51.100.9"] }
        try await trial.serve { [trial] server in
            let result = try #require(try await server.run(trial.pipeline()).writeBack)
            #expect(result.stopped == nil)
            #expect(result.failed.map(\.target.observable.canonical) == ["198.51.100.9"])
            let rejected = try trial.folder.text("rejected.jsonl")
            #expect(rejected.contains(#""kind":"write""#))
            #expect(rejected.contains(#""reason":"excluded""#))
        }
    }

    @Test func missingPermissionStopsTheWritesOnce() async throws {
        var trial = try WriteBackTrial()
        trial.configure = { $0.permissions = .readOnly }
        try await trial.serve { [trial] server in
            let before = try trial.store.stateDump()
            let result = try #require(try await server.run(trial.pipeline()).writeBack)
            #expect(result.stopped != nil)
            #expect(result.done == 0)
            #expect(try trial.store.stateDump() == before)
            // Everything that was planned and not written is named, with the reason.
            let rejected = try trial.folder.text("rejected.jsonl").split(separator: "\n")
            #expect(result.plan.writes > 0 && rejected.count == result.plan.writes)
            #expect(rejected.allSatisfy { $0.contains("\"kind\":\"write\"") && $0.contains("the writes were stopped") })
        }
    }

    @Test func valueOutOfRangeIsFoundBeforeTheFirstWriteAndTheOthersAreWritten() async throws {
        let trial = try WriteBackTrial()
        try trial.folder.write("value,rating\n203.0.113.7,9\n203.0.113.8,1\nbad.example.com,\n", to: "log.csv")
        try await trial.serve { server in
            let result = try #require(
                try await server.run(trial.pipeline(rules: "- rating: row.rating\n")).writeBack
            )
            #expect(result.invalid == 1)
            #expect(result.done == 1)
            #expect(result.unchanged == 1)
            #expect(try trial.folder.text("rejected.jsonl").contains("'9' is not a number from 0 to 5"))
        }
    }

    @Test func unknownAttributeTypeStopsBeforeAnythingIsRead() async throws {
        let trial = try WriteBackTrial()
        try await trial.serve { server in
            let rules = "- attributes: [{type: Descripton, value: x}]\n"
            let error = await #expect(throws: PreflightError.self) {
                try await server.run(trial.pipeline(rules: rules))
            }
            let problem = try #require(error?.problems.first)
            #expect(problem.message == "the instance has no attribute type 'Descripton'")
            #expect(problem.suggestion == "Description")
        }
    }

    @Test func groupIsAssociatedByIdAndByName() async throws {
        let trial = try WriteBackTrial()
        try trial.folder.write(
            #"{"type": "Incident", "name": "Phish 12", "id": 67360}"# + "\n",
            to: "group.jsonl"
        )
        try trial.store.load(trial.folder.path("group.jsonl"))
        try await trial.serve { server in
            let rules = """
                - when: row.action == 'blocked'
                  groups: [{type: Incident, name: Phish 12}]
                - when: row.action == 'allowed'
                  groups: [{id: 67360}]

                """
            let result = try #require(try await server.run(trial.pipeline(rules: rules)).writeBack)
            #expect(result.done == 3)
            #expect(result.isClean)
            let again = try #require(try await server.run(trial.pipeline(rules: rules), id: "run-2").writeBack)
            #expect(again.plan.writes == 0)
        }
    }

    @Test func inputThatBreaksOffWritesNothingBack() async throws {
        let trial = try WriteBackTrial()
        try trial.folder.write([0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 0, 3, 0xFF], to: "broken.csv.gz")
        try await trial.serve { server in
            let before = try trial.store.stateDump()
            let text = trial.pipeline().replacing(
                "log.csv\"]",
                with: "log.csv\", \"\(trial.folder.path("broken.csv.gz"))\"]"
            )
            let result = try? await server.run(text)
            #expect(result?.isClean != true)
            #expect(try trial.store.stateDump() == before)
        }
    }

    @Test func writeWhoseAnswerGetsLostIsLookedUpAndNotDoneTwice() async throws {
        let undisturbed = try WriteBackTrial()
        let expected = try await undisturbed.serve { server in
            _ = try await server.run(undisturbed.pipeline())
            return try undisturbed.store.stateDump()
        }
        let trial = try WriteBackTrial()
        try await trial.serve { server in
            let result = try await server.run(trial.pipeline()) { $0.method != "GET" }
            #expect(result.isClean)
            #expect(try trial.store.stateDump() == expected)
            #expect(try trial.entries().allSatisfy { $0.state == .done })
        }
    }

    @Test func twoHashesOfOneFileAreWrittenOnce() async throws {
        let trial = try WriteBackTrial()
        let (md5, sha1) = (String(repeating: "AB", count: 16), String(repeating: "CD", count: 20))
        try trial.folder.write(
            #"{"type": "File", "summary": "\#(md5) : \#(sha1)", "rating": 3}"# + "\n",
            to: "file.jsonl"
        )
        try trial.store.load(trial.folder.path("file.jsonl"))
        try trial.folder.write("value\n\(md5.lowercased())\n\(sha1)\n", to: "log.csv")
        try await trial.serve { server in
            let rules = "- attributes: [{type: Description, value: seen}]\n"
            let result = try #require(try await server.run(trial.pipeline(rules: rules)).writeBack)
            #expect(result.plan.entries.count == 1)
            #expect(result.done == 1)
            #expect(try trial.store.stateDump().components(separatedBy: "\"seen\"").count == 2)
        }
    }

    @Test(arguments: [
        ("Registry Key", #"HKEY_LOCAL_MACHINE\Software\X : Run : REG_SZ"#), ("Registry Key", #"HKLM\Software\X"#),
        ("Registry Key", #"HKLM\Software\X : Run"#), ("User Agent", #"Mozilla "5.0" (\X; 'Y')"#),
        ("URL", "http://odd.example/a%2Fb?q='1'&r=\"2\""), ("EmailAddress", "odd+tag@mail.example"),
        ("CIDR", "198.51.100.0/24"), ("ASN", "ASN64500"), ("Mutex", #"Global\odd mutex"#), ("Hashtag", "#odd"),
        ("Email Subject", "Odd; \"subject\""), ("Address", "2001:db8::1"), ("Host", "odd.example"),
    ])
    func valueOfEveryTypeIsCreatedChangedAndTakenBack(type: String, value: String) async throws {
        let trial = try WriteBackTrial()
        let quoted = value.replacing("\"", with: "\"\"")
        try trial.folder.write("value,type\n\"\(quoted)\",\(type)\n", to: "log.csv")
        let rules = "- {create: true, rating: 3, attributes: [{type: Description, value: one}]}\n"
        func text(_ rules: String) -> String {
            trial.pipeline(rules: rules).replacing("{column: value}", with: "{column: value, type_column: type}")
        }
        try await trial.serve { server in
            let before = try trial.store.stateDump()
            let created = try #require(try await server.run(text(rules)).writeBack)
            #expect((created.toCreate, created.done) == (1, 1))
            let again = try #require(try await server.run(text(rules), id: "run-2").writeBack)
            #expect(again.plan.writes == 0)
            let changing = rules.replacing("rating: 3", with: "rating: 4").replacing("value: one", with: "value: two")
            let changed = try #require(try await server.run(text(changing), id: "run-3").writeBack)
            #expect(changed.done == 2 && changed.isClean)
            _ = try await server.undo("run-3", text(rules))
            _ = try await server.undo("run-1", text(rules))
            #expect(try trial.store.stateDump() == before)
        }
    }

    @Test func copyOfTheNamedOwnerIsWrittenAndNoOther() async throws {
        let trial = try WriteBackTrial()
        let line = #"{"type": "Address", "summary": "203.0.113.7", "rating": 1, "ownerName": "Shared Feed"}"#
        try trial.folder.write(line + "\n", to: "feed.jsonl")
        try trial.store.load(trial.folder.path("feed.jsonl"))
        try await trial.serve { server in
            let rules = "- {rating: 5, owner: Shared Feed}\n"
            let result = try #require(try await server.run(trial.pipeline(rules: rules)).writeBack)
            #expect(result.done == 1)
            let state = try trial.store.stateDump()
            #expect(state.contains(#""owner":"Shared Feed","type":"Address","summary":"203.0.113.7","rating":5.00"#))
            #expect(state.contains(#""owner":"Example Org","type":"Address","summary":"203.0.113.7","rating":2.00"#))
        }
    }

    @Test func ruleWithoutCreateActivatesAgainAndCreatesNothing() async throws {
        let trial = try WriteBackTrial()
        try await trial.serve { server in
            func run(_ rule: String, _ id: String) async throws -> WriteBackResult {
                try #require(try await server.run(trial.pipeline(rules: "- {\(rule)}\n"), id: id).writeBack)
            }
            let before = try trial.store.stateDump()
            #expect(try await run("active: false", "run-1").done == 3)
            // Without a wish for the status, what is hidden stays as it is.
            #expect(try await run("rating: 1", "run-2").plan.entries.isEmpty)
            let on = try await run("active: true", "run-3")
            #expect((on.done, on.toCreate, on.leftAbsent) == (3, 0, 1))
            #expect(try trial.store.stateDump() == before)
            #expect(try await run("active: true", "run-4").plan.writes == 0)
        }
    }

    @Test func inactiveIndicatorIsSeenAndActivatedAgain() async throws {
        let trial = try WriteBackTrial()
        try await trial.serve { server in
            func run(_ flag: Bool, _ id: String) async throws -> WriteBackResult? {
                try await server.run(trial.pipeline(rules: "- {active: \(flag), create: true}\n"), id: id).writeBack
            }
            let off = try #require(try await run(false, "run-1"))
            #expect(off.done == 4)
            // What is inactive is hidden from look-ups, but not from the comparison.
            let again = try #require(try await run(false, "run-2"))
            #expect(again.plan.writes == 0)
            let on = try #require(try await run(true, "run-3"))
            #expect(on.done == 4)
        }
    }
}

extension WriteBackRunTests {
    @Test func hashesOfOneFileFollowTheOrderOfTheRules() async throws {
        let trial = try WriteBackTrial()
        let (md5, sha1) = (String(repeating: "ab", count: 16), String(repeating: "cd", count: 20))
        try trial.folder.write(
            #"{"type": "File", "summary": "\#(md5) : \#(sha1)", "rating": 3}"# + "\n",
            to: "file.jsonl"
        )
        try trial.store.load(trial.folder.path("file.jsonl"))
        try trial.folder.write("value,n\n\(md5),2\n\(sha1),1\n", to: "log.csv")
        try await trial.serve { server in
            // The MD5 sorts first, its rule comes last.
            let rules = "- {when: row.n == '1', rating: 1}\n- {when: row.n == '2', rating: 2}\n"
            let result = try #require(try await server.run(trial.pipeline(rules: rules)).writeBack)
            #expect(result.plan.entries.flatMap(\.writes).map(\.rules) == [["rule 2"]])
        }
    }

    @Test func ownOrganisationByNameAndByDefaultIsOneOwner() async throws {
        let trial = try WriteBackTrial()
        try await trial.serve { server in
            let rules = "- {rating: 1}\n- {rating: 5, owner: Example Org}\n"
            let result = try #require(try await server.run(trial.pipeline(rules: rules)).writeBack)
            #expect(result.plan.entries.count == 3)
            let again = try #require(try await server.run(trial.pipeline(rules: rules), id: "run-2").writeBack)
            #expect(again.plan.writes == 0)
        }
    }
}
