/// The parts of the reference page that no table holds.
enum ReferenceText {
    /// A file that is correct with the variables it names.
    static let exampleFile = """
        version: 1
        name: proxy-nightly

        threatconnect:
          url: ${TC_URL}
          access_key: ${TC_ACCESS_KEY}
          secret_key: ${TC_SECRET_KEY}          # or ${file:/run/secrets/tc_secret_key}
          http_proxy: ${TC_HTTP_PROXY:}
          owners: [Acme Intel, Shared Feed]
          max_in_flight: 16

        read:
          files: [exports/proxy-*.csv.gz]
          observables:
            - column: dst_ip
            - column: url
              type: URL
              ladder: [host]                    # no hit on the URL: try its host
            - column: message
              extract: [File, EmailAddress]

        enrich:
          skip: [private, reserved, local_names]
          verdicts:                             # the first that holds
            malicious: rating >= 4 and confidence >= 70
            suspicious: rating >= 2 or tags contains 'phishing'
            known: status == 'hit' and row.action != 'blocked'

        write_back:
          - label: confirm-blocked
            when: verdict == 'malicious' and row.action == 'blocked'
            rating: 5
            attributes:
              - {type: Description, value: "Blocked {count} times on {run.date}", mode: replace}

        output:
          - enriched: out/{name}-{date}.csv.zst
          - matches: out/{name}-{date}-matches.jsonl
          - rejected: out/{name}-{date}-rejected.jsonl

        report:
          - csv: {path: "out/{name}-{date}-summary.csv", defang: true}

        errors:
          max_failed: 2%
        """

    static let example = "## Example\n\n```yaml\n\(exampleFile)\n```\n"

    static let values = """
        ## Values from outside

        `${NAME}` is replaced by an environment variable, `${NAME:default}` by the default when there is none of that
        name, `${file:/path}` by a file's content without a final line break. This happens after the file is parsed, in
        values only, never in keys; `$${` stands for `${`. A value is never shown in a message. Secrets may be written
        into the file, with a warning.

        Unquoted, `true`, `false`, `null` and numbers are what they look like; `yes`, `no`, `on` and `off` are text.
        Durations are written `500ms`, `30s`, `2m` or `1h`, sizes as a number of bytes or as `512KiB` or `1MiB`.

        Output paths may contain `{name}`, `{date}`, `{time}` and `{run_id}`; a path that begins with `{` needs quotes.
        `-` is standard output.

        """

    static let conditions = """
        ## Conditions

        ```
        rating >= 4 and confidence >= 70
        tags contains 'phishing' or description matches '(?i)credential'
        type in ['Address', 'Host'] and not row.action == 'blocked'
        row['HTTP status'] < 400 and last_modified >= '2024-01-01'
        ```

        `or` binds less than `and`, `and` less than `not`, `not` less than a comparison; parentheses group.

        | Form | True when |
        |---|---|
        | `a == b`, `a != b` | equal, unequal; texts letter by letter |
        | `a < b`, `<=`, `>`, `>=` | numbers by value, texts and dates by their characters |
        | `a in [b, c]` | `a` equals one of the fixed values |
        | `a contains 'b'` | a list has that member, upper and lower case alike; a text has that part |
        | `a matches 'b'` | the regular expression (ICU) is found in the text; `^` and `$` bind it to the ends |
        | `a == null`, `a != null` | the value is missing, is there |
        | `active`, `not active` | the field is true, is not true |

        Texts stand in single or double quotes, a quote inside is doubled, a backslash is an ordinary character. `row.NAME`
        is a field of the record, `row['any name']` one whose name has other characters than letters, digits, `_`, `-`,
        `.` and `@`. A field of a record is read as a number where it is compared with one. A missing value makes every
        comparison false, except with `null`.

        """

    static let templates = """
        ## Templates

        A value of a write-back rule may be filled in from the records that matched, from the answer and from the run.

        | Placeholder | Stands for |
        |---|---|
        | `{count}` | number of records for which the rule holds |
        | `{first}`, `{last}` | number of the first and of the last of them, from 1 |
        | `{row.NAME}`, `{last.NAME}` | a field of the last of them |
        | `{first.NAME}` | a field of the first of them |
        | `{rating}`, `{owner}`, `{verdict}`, … | a field of the answer, as in [conditions](#conditions); before anything is written |
        | `{run.id}`, `{run.name}`, `{run.date}`, `{run.time}` | the run, in UTC |

        `row.NAME` alone is the same as `"{row.NAME}"`, `row['any name']` the same for names with blanks. `{{` and `}}` are braces. A value
        that comes out empty is left out: an empty cell changes no rating. A value that begins with `{` needs quotes.

        """
}
