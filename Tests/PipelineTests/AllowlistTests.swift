import Foundation
import Observables
import Pipeline
import TestSupport
import Testing

/// Warning lists on disk, and what a run does with them.
struct AllowlistTests {
    /// Neighbours in one batch, of which some share an answer and some do not.
    @Test func everyValueKeepsItsOwnAnswerAmongOthers() async throws {
        let states = [
            "hit", "absent", "absent", "failed", "private", "one", "two", "two", "absent", "one", "hit", "private",
        ]
        let values = states.enumerated().map { index, state in
            switch state {
            case "private": "10.0.0.\(index)"
            case "one", "two": "h\(index).\(state).example.com"
            default: "\(state)\(index).example.org"
            }
        }
        let failure = LookupFailure(code: .timeout, attempts: 1, detail: "no answer")
        let script = values.reduce(into: [String: Answer]()) { script, value in
            if value.hasPrefix("hit") { script[value] = .hit(.host, value, rating: Double(value.utf8.count % 5)) }
            if value.hasPrefix("failed") { script[value] = .failed(failure) }
        }
        let trial = try TrialRun(script)
        try trial.folder.write("a\n" + values.map { $0 + "\n" }.joined(), to: "in.csv")
        for name in ["one", "two"] {
            try trial.folder.write(
                #"{"name": "\#(name)", "type": "hostname", "list": ["\#(name).example.com"]}"#,
                to: "\(name).json"
            )
        }
        let result = try await trial.run(
            """
            read: {files: [DIR/in.csv], observables: [{column: a}]}
            enrich: {skip: [private], allowlists: [DIR/one.json, DIR/two.json]}
            output: [enriched: {path: DIR/out.csv, columns: [status, reason, matched_value]}]
            """
        )
        let expected = zip(states, values).map { state, value in
            switch state {
            case "hit": "\(value),hit,,\(value)"
            case "failed": "\(value),failed,timeout,\(value)"
            case "absent": "\(value),absent,,"
            case "private": "\(value),skipped,private,"
            default: "\(value),skipped,allowlisted: \(state),"
            }
        }
        let rows = try trial.folder.text("out.csv").split(separator: "\n").dropFirst().map(String.init)
        #expect(rows == expected)
        #expect(result.manifest.allowlisted == ["one": 2, "two": 2])
        #expect(result.manifest.observables.skipped == [.allowlisted: 4, .privateAddress: 2])
    }

    @Test func valuesInAListAreNotAskedAndTheListIsNamed() async throws {
        let trial = try TrialRun()
        try trial.folder.write("a\nwww.example.com\n198.51.100.7\n8.8.8.8\nEXAMPLE.com\n", to: "in.csv")
        try trial.folder.write(
            #"{"name": "Our sites", "type": "hostname", "matching_attributes": ["domain"], "list": ["example.com"]}"#,
            to: "sites.json"
        )
        try trial.folder.write(
            #"{"name": "Our blocks, all", "type": "cidr", "list": {"198.51.100.0/24": "the office"}}"#,
            to: "blocks.json"
        )
        let result = try await trial.run(
            """
            read: {files: [DIR/in.csv], observables: [{column: a}]}
            enrich: {skip: [], allowlists: [DIR/sites.json, "DIR/b*.json"]}
            output: [enriched: {path: DIR/out.csv, columns: [status, reason]}]
            """
        )
        #expect(trial.source.askedFor.map(\.canonical) == ["8.8.8.8"])
        #expect(result.manifest.observables.skipped == [.allowlisted: 3])
        #expect(result.manifest.allowlisted == ["Our sites": 2, "Our blocks, all": 1])
        #expect(
            try trial.folder.text("out.csv") == """
                a,tc_status,tc_reason
                www.example.com,skipped,allowlisted: Our sites
                198.51.100.7,skipped,"allowlisted: Our blocks, all"
                8.8.8.8,absent,
                EXAMPLE.com,skipped,allowlisted: Our sites

                """
        )
        let totals = result.manifest.totalsTable().rows.filter { $0[0].contains("allowlisted") }
        #expect(
            totals == [
                ["distinct skipped: allowlisted", "3", "distinct observables", "4", "75.00"],
                ["distinct allowlisted: Our blocks, all", "1", "distinct observables", "4", "25.00"],
                ["distinct allowlisted: Our sites", "2", "distinct observables", "4", "50.00"],
            ]
        )
    }

    @Test(
        arguments: [
            ("{\"name\": \"x\",\n \"list\": [1,, 2]}", "line 2, column 13: a value is missing"),
            ("[]", "line 1, column 1: this is no JSON object"), ("{\"type\": \"string\"}", "'list': it is missing"),
            ("{\"type\": \"fuzzy\", \"list\": []}", "'type': \"\\\"fuzzy\\\"\" is unknown"),
            ("{\"list\": \"a\"}", "'list': this is no list"),
            ("{\"list\": [\"a\", null]}", "entry 2 of 'list': null is no text"),
            ("{\"list\": [], \"matching_attributes\": \"url\"}", "'matching_attributes': this is no list of texts"),
            ("{\"type\": \"cidr\", \"list\": [\"::1\", \"a/b\"]}", "entry 2 of 'list': \"a/b\": this is no address"),
            ("{\"type\": \"regex\", \"list\": [\"/(/i\"]}", "entry 1 of 'list': \"/(/i\": the pattern cannot be read"),
        ]
    )
    func malformedListIsAnErrorWithItsPlace(text: String, expected: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "list.json")
        let error = #expect(throws: AllowlistError.self) { try AllowlistLoader.load([folder.path("list.json")]) }
        let description = error?.description ?? ""
        #expect(description.hasPrefix("allowlist \(folder.path("list.json")): "))
        #expect(description.contains(expected.replacing("\\\"fuzzy\\\"", with: "fuzzy")), "\(description)")
    }

    @Test func patternWithoutAFileIsAnError() throws {
        #expect(throws: (any Error).self) { try AllowlistLoader.load(["/nowhere/*.json"]) }
    }

    @Test(.enabled(if: SharedData.isPresent, SharedData.reason))
    func everyRealListIsReadAndFindsItsOwn() throws {
        let folder = try SharedData.url("data/warninglists/misp").path
        let matcher = try #require(try AllowlistLoader.load(["\(folder)/*/list.json"]))
        #expect(matcher.names.count == 47)
        let known: [(ObservableKind, String, String)] = [
            (.host, "www.bing.com", "bing"), (.address, "1.0.0.1", "public"),
            (.emailAddress, "soc@example.com", "contact"),
            (.emailAddress, "x@0-mail.com", "disposable"), (.file, "D41D8CD98F00B204E9800998ECF8427E", "hash"),
            (.url, "https://bit.ly/3abc", ""), (.address, "2001:148f:fffe:0:0:0:0:1", "public"),
        ]
        for (kind, value, word) in known {
            let list = matcher.list(of: Observable(kind: kind, canonical: value))
            let name = list.map { matcher.names[$0] } ?? "nothing"
            #expect(list != nil, "\(value)")
            #expect(word.isEmpty || word == "bing" || name.lowercased().contains(word), "\(value) is in \(name)")
        }
        for (kind, value) in [
            (ObservableKind.host, "evil.invalid"), (.address, "192.0.2.77"), (.emailAddress, "a@b.invalid"),
        ] {
            let list = matcher.list(of: Observable(kind: kind, canonical: value))
            #expect(list.map { matcher.names[$0].contains("5735") } ?? true, "\(value)")
        }
    }
}
