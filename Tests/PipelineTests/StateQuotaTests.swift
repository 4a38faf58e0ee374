import PipelineFile
import State
import Testing

/// The quota of a pipeline file and the file that keeps it.
struct StateQuotaTests {
    private func quota(per seconds: Int) throws -> QuotaSettings? {
        let text = """
            version: 1
            threatconnect:
              {url: "http://127.0.0.1:1", access_key: a, secret_key: b, quota: {calls: 5, per: \(seconds)s}}
            read: {files: [in.csv], observables: [{column: ip}]}
            output: [enriched: out.csv]
            state: {file: s.sqlite}
            """
        return try PipelineSpecification.parse(
            bytes: Array(text.utf8),
            file: "trial.yaml",
            environment: [:],
            readFile: { _ in [] }
        )
        .threatConnect.quota
    }

    @Test func callsAreRememberedOverTheLongestTimeThatAFileMayName() throws {
        #expect(try quota(per: CallAllowance.longestPer)?.per == CallAllowance.longestPer)
        #expect {
            try quota(per: CallAllowance.longestPer + 1)
        } throws: { error in
            "\(error)".contains("from 1m to 744h")
        }
    }
}
