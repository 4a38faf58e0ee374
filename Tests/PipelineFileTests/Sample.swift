import PipelineFile

struct MissingFile: Error, CustomStringConvertible { let description = "no such file" }

/// Pipeline files to begin with.
enum Sample {
    static let environment = [
        "TC_URL": "https://tc.example.com", "TC_ACCESS_KEY": "12345678901234567890", "TC_SECRET_KEY": "s3cr3t-canary",
        "EMPTY": "",
    ]

    static let minimal = """
        version: 1
        threatconnect:
          url: https://tc.example.com
          token: ${TC_SECRET_KEY}
        read:
          files: in.csv
          observables:
            - column: ip
        output:
          - enriched: out.csv

        """

    /// Every key at least once.
    static let full = """
        version: 1
        name: full
        threatconnect:
          url: ${TC_URL}
          access_key: ${TC_ACCESS_KEY}
          secret_key: ${TC_SECRET_KEY}
          verify_ssl: ${VERIFY:true}
          ca_file: /etc/ca.pem
          http_proxy: ${PROXY:}
          owners: [Acme Intel, Shared Feed]
          max_in_flight: ${FLIGHT:32}
          rate_limit: 600/min
          quota: {calls: 50000, per: 24h}
          max_wait: 1h
          connect_timeout: 500ms
          timeout: 2m
          max_attempts: 3
        read:
          files: [a.csv, b-*.csv.gz]
          format: csv
          delimiter: ";"
          header: false
          columns: [time, ip, url, text]
          max_record_bytes: 512KiB
          observables:
            - column: ip
            - column: url
              type: URL
              ladder: [host]
            - column: text
              extract: [File, EmailAddress]
        enrich:
          strategy: lookup
          skip: [private]
          verdicts:
            malicious: rating >= 4 and confidence >= 70
            suspicious: rating >= 2 or tags contains 'phishing'
            known: status == 'hit' and row.url != ''
            benign: 'false'
        output:
          - enriched: {path: "out/{name}.csv", layout: long, columns: [verdict, tags], prefix: ti_, neutralize_formulas: true}
          - enriched: "-"
          - matches: out/matches.jsonl
          - rejected: out/rejected-{run_id}.jsonl
        report:
          - csv: {path: out/sum.csv, defang: true, totals: out/tot.csv, neutralize_formulas: false}
          - csv: out/other.csv.gz
        errors: {max_failed: 2%, max_rejected: 100}
        state: {file: runs.sqlite}

        """

    static func parse(
        _ text: String,
        files: [String: String] = [:]
    ) throws(PipelineFileErrors) -> PipelineSpecification {
        try PipelineSpecification.parse(text: text, file: "dir/p.yaml", environment: environment) { path in
            guard let content = files[path] else { throw MissingFile() }
            return Array(content.utf8)
        }
    }

    /// The minimal file with one line replaced.
    static func minimal(_ old: String, _ new: String) -> String {
        minimal.replacingFirst(old, new)
    }

    /// All problems as they are printed; empty for a good file.
    static func diagnostics(_ text: String, files: [String: String] = [:]) -> String {
        do {
            return try parse(text, files: files).warnings.map { $0.rendered() }.joined(separator: "\n")
        } catch {
            return error.rendered()
        }
    }
}

extension String {
    func replacingFirst(_ old: String, _ new: String) -> String {
        guard let range = firstRange(of: old) else { return self }
        return replacingCharacters(in: range, with: new)
    }

    private func replacingCharacters(in range: Range<Index>, with new: String) -> String {
        String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
    }
}
