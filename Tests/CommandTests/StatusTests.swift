import Foundation
import Sandbox
import TestSupport
import Testing

/// What the exit status says, and what standard error says beside it.
@Suite(.serialized)
struct StatusTests {
    @Test func cleanRunIsZero() async throws {
        let place = try Workplace()
        let outcome = try await Workplace.served { try await place.run(environment: $0) }
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
        #expect(try place.made() == ["out", "out/e.csv"])
    }

    @Test func rejectedRecordsAreOne() async throws {
        let place = try Workplace()
        try place.folder.write("id,dst_ip\n1,\(Workplace.hit),surplus\n", to: "log.csv")
        let outcome = try await Workplace.served { try await place.run(environment: $0) }
        #expect(outcome.status == 1, "\(outcome.errors)")
        #expect(outcome.errors.contains("1 rejected: ragged_row 1"))
        #expect(place.folder.exists("out/e-rejected.jsonl"))
    }

    @Test func failedLookUpsAreOneUntilTheAllowanceIsExceeded() async throws {
        let faults = [FaultRule(.wrongJSON, contains: "203.0.113.5")]
        let lenient = try Workplace()
        let strict = try Workplace(Workplace.pipeline(extra: "errors: {max_failed: 0}"))
        try await Workplace.served(faults: faults) { environment in
            let first = try await lenient.run(environment: environment)
            #expect(first.status == 1, "\(first.errors)")
            #expect(first.errors.contains("1 failed"))
            let second = try await strict.run(environment: environment)
            #expect(second.status == 2, "\(second.errors)")
        }
        #expect(strict.folder.exists("out/e.csv"))
    }

    @Test(arguments: [
        (
            Workplace.pipeline(column: "dstip"),
            ["p.yaml:10:26: error: the input has no column 'dstip'", "did you mean 'dst_ip'?"]
        ),
        (Workplace.pipeline(read: "files: [nope.csv]"), ["nope.csv: no such file"]),
        (Workplace.pipeline(output: "{enriched: log.csv/e.csv}"), ["log.csv/e.csv", "must be a folder"]),
        (
            Workplace.pipeline(settings: "owners: [Example Ogr]"),
            ["no owner named 'Example Ogr'", "Did you mean 'Example Org'?"]
        ),
        (Workplace.pipeline(settings: "max_in_fligth: 3"), ["p.yaml:7:3: error:", "did you mean 'max_in_flight'?"]),
    ])
    func whatCannotStartIsTwo(text: String, said: [String]) async throws {
        let place = try Workplace(text)
        let outcome = try await Workplace.served { try await place.run(environment: $0) }
        #expect(outcome.status == 2)
        for words in said { #expect(outcome.errors.contains(words), "\(outcome.errors)") }
        #expect(try place.made().isEmpty)
    }

    @Test func missingPipelineFileIsTwo() async throws {
        let outcome = try await Program.run(["run", "none.yaml"], in: TemporaryFolder())
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("none.yaml:1:1: error: cannot be read: "), "\(outcome.errors)")
        #expect(!outcome.errors.contains("NSCocoaErrorDomain"))
    }

    @Test func wrongCredentialsAreTwoWithAdvice() async throws {
        let place = try Workplace()
        let outcome = try await Workplace.served { environment in
            try await place.run(environment: environment.merging(["TC_SECRET_KEY": "wrong"]) { $1 })
        }
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("status 401"))
        #expect(outcome.errors.contains("Check access_key and secret_key"))
        #expect(try place.made().isEmpty)
    }

    @Test func wrongClockIsTwoAndSaysSo() async throws {
        let place = try Workplace()
        let outcome = try await Workplace.served(clockOffset: 3600) { try await place.run(environment: $0) }
        #expect(outcome.status == 2)
        #expect(outcome.errors.localizedCaseInsensitiveContains("clock"), "\(outcome.errors)")
    }

    @Test func unreachableServerIsTwoWithoutAnyOutput() async throws {
        let place = try Workplace(Workplace.pipeline(settings: "max_attempts: 1"))
        // Nobody listens on port 1 (tcpmux).
        let outcome = try await place.run(environment: Workplace.environment(url: "http://127.0.0.1:1"))
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("http://127.0.0.1:1 refused the connection"), "\(outcome.errors)")
        #expect(outcome.errors.contains("Check url, the network and http_proxy"))
        #expect(try place.made().isEmpty)
    }

    @Test func damagedGzipIsTwoAndLeavesNoHalfFile() async throws {
        let place = try Workplace(Workplace.pipeline(read: "files: [log.csv.gz]"))
        let packed = try await Program.shell(
            "(cat log.csv; seq -f '%g,203.0.113.7' 1 20000) | gzip -c > whole.gz && head -c 20000 whole.gz > log.csv.gz",
            in: place.folder
        )
        #expect(packed.status == 0)
        let outcome = try await Workplace.served { try await place.run(environment: $0) }
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("the input breaks off: log.csv.gz"), "\(outcome.errors)")
        #expect(outcome.errors.contains("unpack that part into a file of its own first"), "\(outcome.errors)")
        #expect(try place.made().filter { $0.hasPrefix("out/") }.isEmpty)
    }

    @Test(arguments: [
        ["run"], ["run", "p.yaml", "--as-of", "yesterday"], ["dance"], ["check"], ["sandbox", "--port", "x"],
    ])
    func usageIsSixtyFour(arguments: [String]) async throws {
        let outcome = try await Program.run(arguments, in: TemporaryFolder())
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("Usage: tcenrich"))
    }
}
