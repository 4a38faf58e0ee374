import Testing

/// Files with mistakes, and what is printed about them.
@Suite struct DiagnosticsTests {
    @Test(arguments: Case.all)
    func mistakeIsReportedWhereItStands(case mistake: Case) {
        #expect(Sample.diagnostics(mistake.text) == mistake.expected + "\n\n\(mistake.count)\n", "\(mistake.name)")
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let expected: String
        var testDescription: String { name }
        var count: String {
            let count = expected.split(separator: "\n").count { $0.contains(": error: ") }
            return count == 1 ? "1 error" : "\(count) errors"
        }

        init(_ name: String, _ old: String, _ new: String, _ expected: String) {
            (self.name, self.expected) = (name, expected)
            text = old.isEmpty ? Sample.minimal + new + "\n" : Sample.minimal(old, new)
        }

        static let all = structure + values + rules
    }
}

extension DiagnosticsTests.Case {
    static let structure = [
        Self(
            "unknown key with a near name",
            "  observables:",
            "  obsrvables:",
            """
            dir/p.yaml:6:3: error: 'observables' is missing in read
              key: read
              expected: observables: [{column: dst_ip}]
                6 |   files: in.csv
                  |   ^

            dir/p.yaml:7:3: error: unknown key 'obsrvables' in read
              key: read.obsrvables
                7 |   obsrvables:
                  |   ^
              help: did you mean 'observables'?
            """
        ),
        Self(
            "key of a later version",
            "",
            "metrics: []",
            """
            dir/p.yaml:11:1: error: 'metrics' is not supported by this version
              key: metrics
               11 | metrics: []
                  | ^
            """
        ),
        Self(
            "duplicate key",
            "version: 1",
            "version: 1\nversion: 1",
            """
            dir/p.yaml:2:1: error: duplicate key 'version', first given in line 1
              key: version
                2 | version: 1
                  | ^
            """
        ),
        Self(
            "list instead of a mapping",
            "",
            "errors: [1]",
            """
            dir/p.yaml:11:9: error: found a list
              key: errors
              expected: a mapping with keys such as 'max_failed', 'max_rejected'
               11 | errors: [1]
                  |         ^
            """
        ),
        Self(
            "nothing where a mapping belongs",
            "",
            "errors:",
            """
            dir/p.yaml:11:8: error: found nothing
              key: errors
              expected: a mapping with keys such as 'max_failed', 'max_rejected'
               11 | errors:
                  |        ^
              help: leave the key out where nothing is to be said
            """
        ),
        Self(
            "second document",
            "",
            "---\nversion: 1",
            """
            dir/p.yaml:12:1: error: a pipeline file holds one document, here begins another
               12 | version: 1
                  | ^
            """
        ),
        Self(
            "tab",
            "  files:",
            "\tfiles:",
            """
            dir/p.yaml:6:1: error: YAML syntax: found character that cannot start any token while scanning for the next token
                6 | \tfiles: in.csv
                  | ^
              help: indent with spaces, not with tabs
            """
        ),
        Self(
            "unquoted star",
            "files: in.csv",
            "files: *.csv",
            """
            dir/p.yaml:6:11: error: YAML syntax: did not find expected alphabetic or numeric character while scanning an alias
                6 |   files: *.csv
                  |           ^
              help: put a value that begins with * in quotes
            """
        ),
        Self(
            "control character",
            "files: in.csv",
            "files: in\u{7}.csv",
            """
            dir/p.yaml:6:12: error: the character U+0007 is not allowed
                6 |   files: in\u{FFFD}.csv
                  |            ^
            """
        ),
    ]

    static let values = [
        Self(
            "text for a number",
            "  token:",
            "  max_in_flight: many\n  token:",
            """
            dir/p.yaml:4:18: error: 'many' is not accepted
              key: threatconnect.max_in_flight
              expected: a whole number from 1 to 512
                4 |   max_in_flight: many
                  |                  ^
            """
        ),
        Self(
            "quoted number",
            "  token:",
            "  max_in_flight: \"16\"\n  token:",
            """
            dir/p.yaml:4:18: error: '16' is not accepted
              key: threatconnect.max_in_flight
              expected: a whole number from 1 to 512
                4 |   max_in_flight: "16"
                  |                  ^
              help: write it without quotes
            """
        ),
        Self(
            "duration without unit",
            "  token:",
            "  timeout: 30\n  token:",
            """
            dir/p.yaml:4:12: error: found a number
              key: threatconnect.timeout
              expected: a duration such as 500ms, 30s or 2m, from 1ms to 1h
                4 |   timeout: 30
                  |            ^
              help: did you mean '30s'?
            """
        ),
        Self(
            "yes for true",
            "  token:",
            "  verify_ssl: yes\n  token:",
            """
            dir/p.yaml:4:15: error: 'yes' is not accepted
              key: threatconnect.verify_ssl
              expected: true or false
                4 |   verify_ssl: yes
                  |               ^
              help: did you mean 'true'?
            """
        ),
        Self(
            "wrong choice",
            "column: ip",
            "column: ip\n      type: url",
            """
            dir/p.yaml:9:13: error: 'url' is not accepted
              key: read.observables[0].type
              expected: one of Address, EmailAddress, File, Host, URL, ASN, CIDR, Mutex, Registry Key, User Agent, Email Subject, Hashtag
                9 |       type: url
                  |             ^
              help: did you mean 'URL'?
            """
        ),
        Self(
            "choice of a later version",
            "column: ip",
            "column: ip\n      ladder: [parent]",
            """
            dir/p.yaml:9:16: error: 'parent' is not supported by this version
              key: read.observables[0].ladder[0]
              expected: one of host
                9 |       ladder: [parent]
                  |                ^
            """
        ),
        Self(
            "other version",
            "version: 1",
            "version: 2",
            """
            dir/p.yaml:1:10: error: version 2 is not supported
              key: version
              expected: 1
                1 | version: 2
                  |          ^
            """
        ),
        Self(
            "missing variable",
            "url: https://tc.example.com",
            "url: https://${NO_SUCH_NAME}/api",
            """
            dir/p.yaml:3:16: error: the environment has no variable 'NO_SUCH_NAME'
              key: threatconnect.url
                3 |   url: https://${NO_SUCH_NAME}/api
                  |                ^
              help: set NO_SUCH_NAME, or give a default: ${NO_SUCH_NAME:default}
            """
        ),
        Self(
            "replaced values are not shown",
            "url: https://tc.example.com",
            "url: ${TC_SECRET_KEY}",
            """
            dir/p.yaml:3:8: error: the replaced value is not accepted
              key: threatconnect.url
              expected: a URL such as https://app.threatconnect.com, without user, query or fragment
                3 |   url: ${TC_SECRET_KEY}
                  |        ^
            """
        ),
        Self(
            "unknown placeholder",
            "enriched: out.csv",
            "enriched: out-{dat}.csv",
            """
            dir/p.yaml:10:19: error: unknown placeholder '{dat}'
              key: output[0].enriched
              expected: a path, possibly with {name}, {date}, {time} or {run_id}
               10 |   - enriched: out-{dat}.csv
                  |                   ^
              help: did you mean '{date}'?
            """
        ),
    ]

    static let rules = [
        Self(
            "no credentials",
            "  token: ${TC_SECRET_KEY}\n",
            "",
            """
            dir/p.yaml:3:3: error: 'access_key' and 'secret_key' or 'token' is missing
              key: threatconnect
                3 |   url: https://tc.example.com
                  |   ^
            """
        ),
        Self(
            "half of the credentials",
            "  token:",
            "  access_key:",
            """
            dir/p.yaml:3:3: error: 'secret_key' is missing beside 'access_key'
              key: threatconnect
                3 |   url: https://tc.example.com
                  |   ^
            """
        ),
        Self(
            "both inputs",
            "  files: in.csv",
            "  files: in.csv\n  stdin: true",
            """
            dir/p.yaml:7:3: error: 'stdin' and 'files' exclude each other
              key: read.stdin
                7 |   stdin: true
                  |   ^
            """
        ),
        Self(
            "input without a format",
            "in.csv",
            "in.txt",
            """
            dir/p.yaml:6:10: error: the name does not show the format
              key: read.files
                6 |   files: in.txt
                  |          ^
              help: add 'format: csv' (or tsv, zeek, jsonl) to 'read'
            """
        ),
        Self(
            "same path twice",
            "",
            "report:\n  - csv: ./out.csv",
            """
            dir/p.yaml:12:10: error: two outputs have the same path, first in line 10
              key: report[0].csv.path
               12 |   - csv: ./out.csv
                  |          ^
            """
        ),
        Self(
            "output over an input",
            "enriched: out.csv",
            "enriched: in.csv",
            """
            dir/p.yaml:10:15: error: the output would overwrite an input
              key: output[0].enriched.path
               10 |   - enriched: in.csv
                  |               ^
            """
        ),
        Self(
            "ladder without a host",
            "column: ip",
            "column: ip\n      type: Address\n      ladder: [host]",
            """
            dir/p.yaml:10:7: error: Address has no host to try
              key: read.observables[0].ladder
              expected: 'ladder: [host]' only for URL, EmailAddress or Host
               10 |       ladder: [host]
                  |       ^
            """
        ),
        Self(
            "no output at all",
            "output:\n  - enriched: out.csv\n",
            "",
            """
            dir/p.yaml:1:1: error: 'output', 'report' or 'write_back' is missing
                1 | version: 1
                  | ^
            """
        ),
        Self(
            "two keys in one entry",
            "  - enriched: out.csv",
            "  - enriched: out.csv\n    matches: m.jsonl",
            """
            dir/p.yaml:10:5: error: the entry has 2 keys
              key: output[0]
              expected: one of 'enriched', 'matches' or 'rejected'; each entry begins with its own '-'
               10 |   - enriched: out.csv
                  |     ^
            """
        ),
    ]
}
