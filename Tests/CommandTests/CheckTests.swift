import Foundation
import TestSupport
import Testing

/// `check`: every problem at once, without reading input or asking anybody.
struct CheckTests {
    private static let mistaken = """
        version: 1
        name: bad name
        threatconnect:
          url: ${TC_URL}
          access_key: ${TC_ACCESS_KEY}
          secret_key: ${TC_SECRET_KEY}
          max_in_flight: 900
        raed: {}
        read:
          files: [a.csv]
          observables:
            - column: ip
              type: Adress
        output:
          - enriched: out/{nam}.csv

        """

    private static let said = """
        p.yaml:2:7: error: 'bad name' is not accepted
          key: name
          expected: letters, digits, '.', '_' and '-'
            2 | name: bad name
              |       ^

        p.yaml:7:18: error: 900 is out of range
          key: threatconnect.max_in_flight
          expected: a whole number from 1 to 512
            7 |   max_in_flight: 900
              |                  ^

        p.yaml:8:1: error: unknown key 'raed' in the pipeline file
          key: raed
            8 | raed: {}
              | ^
          help: did you mean 'read'?

        p.yaml:13:13: error: 'Adress' is not accepted
          key: read.observables[0].type
          expected: one of Address, EmailAddress, File, Host, URL, ASN, CIDR, Mutex, Registry Key, User Agent, Email Subject, \
        Hashtag
           13 |       type: Adress
              |             ^
          help: did you mean 'Address'?

        p.yaml:15:19: error: unknown placeholder '{nam}'
          key: output[0].enriched
          expected: a path, possibly with {name}, {date}, {time} or {run_id}
           15 |   - enriched: out/{nam}.csv
              |                   ^
          help: did you mean '{name}'?

        5 errors

        """

    private static let environment = Workplace.environment(url: "http://127.0.0.1:1")

    @Test func everyProblemIsListedWithItsPlace() async throws {
        let place = try Workplace(Self.mistaken)
        let outcome = try await Program.run(["check", "p.yaml"], in: place.folder, environment: Self.environment)
        #expect(outcome.status == 2)
        #expect(outcome.errors == Self.said)
        #expect(outcome.output.isEmpty)
    }

    @Test func everyProblemIsOneObjectInTheJSONLog() async throws {
        let place = try Workplace(Self.mistaken)
        let outcome = try await Program.run(
            ["check", "p.yaml", "--log-format", "json"],
            in: place.folder,
            environment: Self.environment
        )
        let messages = try #require(outcome.messages, "\(outcome.errors)")
        #expect(messages.map { $0["line"] } == ["2", "7", "8", "13", "15"])
        #expect(messages.allSatisfy { $0["level"] == "error" && $0["file"] == "p.yaml" })
    }

    @Test func missingVariablesAreNamed() async throws {
        let outcome = try await Program.run(["check", "p.yaml"], in: Workplace().folder)
        #expect(outcome.status == 2)
        for name in ["TC_URL", "TC_ACCESS_KEY", "TC_SECRET_KEY"] {
            #expect(outcome.errors.contains("the environment has no variable '\(name)'"))
            #expect(outcome.errors.contains("help: set \(name), or give a default: ${\(name):default}"))
        }
    }

    /// The address is one where nobody listens, and the input does not exist.
    @Test func soundFileNeedsNeitherInputNorServer() async throws {
        let place = try Workplace(Workplace.pipeline(read: "files: [nope.csv]"))
        let outcome = try await Program.run(["check", "p.yaml"], in: place.folder, environment: Self.environment)
        #expect(outcome.status == 0)
        #expect(outcome.errors == "p.yaml: ok\n")
    }

    @Test func allFilesAreCheckedAlsoAfterABadOne() async throws {
        let place = try Workplace(Self.mistaken)
        try place.folder.write(Workplace.pipeline(), to: "sound.yaml")
        let outcome = try await Program.run(
            ["check", "p.yaml", "none.yaml", "sound.yaml"],
            in: place.folder,
            environment: Self.environment
        )
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("none.yaml:1:1: error: cannot be read"))
        #expect(outcome.errors.hasSuffix("sound.yaml: ok\n"))
    }
}
