import Foundation
import Sandbox
import TestSupport
import Testing

/// Plants secrets and searches everything that a command leaves behind for them.
@Suite(.serialized)
struct CanaryTests {
    private static let proxyPassword = "CANARYpr0xy:pass%"
    private static let token = "CANARYt0ken/+=token"

    /// Every form in which a secret could be recognised, the proxy's and the header's included.
    private static let forbidden: [String] = {
        let secrets = [Workplace.secretKey, proxyPassword, token, "joe:\(proxyPassword)"]
        let encoded = secrets.flatMap { secret in
            [secret.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? secret]
                + [Data(secret.utf8).base64EncodedString()]
        }
        return secrets + encoded + ["CANARY", "TC \(Workplace.accessID):", "TC-Token ", "Basic "]
    }()

    private func expectClean(_ outcome: Program.Outcome, _ place: Workplace) throws {
        var seen = [Data(outcome.output.utf8), Data(outcome.errors.utf8)]
        for path in try place.made() {
            let url = place.folder.url.appendingPathComponent(path)
            if try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true {
                seen.append(try Data(contentsOf: url))
            }
        }
        for data in seen {
            for text in Self.forbidden where data.range(of: Data(text.utf8)) != nil {
                Issue.record("\(text) is seen in: \(String(decoding: data.prefix(2000), as: UTF8.self))")
            }
        }
    }

    private static let proxy = "http_proxy: \"http://joe:CANARYpr0xy%3Apass%25@127.0.0.1:1\"\n  max_attempts: 1"

    private static let pipelines = [
        Workplace.pipeline(
            output: "{enriched: out/e.csv}, {matches: out/m.jsonl}, {rejected: out/r.jsonl}",
            extra: "report: [csv: out/s.csv]\nstate: {file: state.sqlite}"
        ),
        Workplace.pipeline(column: "nothing"),
        Workplace.pipeline(read: "files: [nope.csv]"),
        Workplace.pipeline(output: "{enriched: log.csv/e.csv}"),
        Workplace.pipeline(settings: "owners: [Nobody]"),
        Workplace.pipeline(settings: proxy),
        // Mistakes beside secrets that somebody wrote into the file.
        Workplace.pipeline(settings: "proxy: \(proxyPassword)"),
        Workplace.pipeline().replacing("${TC_SECRET_KEY}", with: "[CANARYs3cr3t]"),
        Workplace.pipeline().replacing("secret_key: ${TC_SECRET_KEY}", with: "secretkey: CANARYs3cr3t"),
        Workplace.pipeline().replacing("${TC_URL}", with: "https://joe:CANARYs3cr3t@example.com"),
        Workplace.pipeline().replacing("${TC_URL}", with: "${TC_SECRET_KEY}"),
        Workplace.pipeline().replacing("name: trial", with: "name: ${TC_SECRET_KEY}"),
    ]

    @Test(arguments: pipelines, ["text", "json"])
    func nothingOfASecretIsLeftBehind(text: String, format: String) async throws {
        let place = try Workplace(text)
        let faults = [FaultRule(.status(500), pathPrefix: "/api/v2/indicators", times: 1)]
        let outcome = try await Workplace.served(faults: faults) { environment in
            try await place.run("--verbose", "--log-format", format, environment: environment)
        }
        try expectClean(outcome, place)
        let check = try await Program.run(
            ["check", "p.yaml", "--verbose", "--log-format", format],
            in: place.folder,
            environment: Workplace.environment(url: "http://127.0.0.1:1")
        )
        try expectClean(check, place)
    }

    @Test(arguments: [3600, 0])
    func refusedSecretsAreNotShown(clockOffset: TimeInterval) async throws {
        let place = try Workplace()
        let wrong = Self.token
        let outcome = try await Workplace.served(clockOffset: clockOffset) { environment in
            try await place.run("--verbose", environment: environment.merging(["TC_SECRET_KEY": wrong]) { $1 })
        }
        #expect(outcome.status == 2)
        try expectClean(outcome, place)
    }

    @Test func tokenIsNotShown() async throws {
        let text = Workplace.pipeline().replacing("access_key: ${TC_ACCESS_KEY}\n", with: "token: ${TC_TOKEN}\n")
            .replacing("  secret_key: ${TC_SECRET_KEY}\n", with: "")
        let place = try Workplace(text)
        let outcome = try await Workplace.served { environment in
            try await place.run("--verbose", environment: environment.merging(["TC_TOKEN": Self.token]) { $1 })
        }
        #expect(outcome.status == 2, "\(outcome.errors)")
        try expectClean(outcome, place)
    }

    /// Every failure of the server, with everything said that can be said, and all files of a run.
    @Test(arguments: ActionMatrixTests.Row.all)
    func noFailureShowsASecret(row: ActionMatrixTests.Row) async throws {
        let place = try Workplace(
            Workplace.pipeline(
                output: "{enriched: out/e.csv}, {matches: out/m.jsonl}, {rejected: out/r.jsonl}",
                settings: "max_attempts: 2\n  max_wait: 0s",
                extra: """
                    report: [csv: out/s.csv]
                    state: {file: state.sqlite, checkpoint_interval: 0s}
                    write_back:
                      mode: apply
                      rules: [{when: rating >= 0, confidence: 7}]
                    """
            )
        )
        let outcome = try await Workplace.served(faults: [FaultRule(row.fault, skip: 1)]) { environment in
            try await place.run("--verbose", environment: environment)
        }
        try expectClean(outcome, place)
    }
}
