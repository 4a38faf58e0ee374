import PipelineFile
import Testing

@Suite struct ReplacementTests {
    private func name(_ value: String, files: [String: String] = [:]) throws -> String {
        try Sample.parse(Sample.minimal + "state: {file: \"\(value)\"}\n", files: files).stateFile ?? ""
    }

    @Test(arguments: [
        ("${TC_URL}", "https://tc.example.com"), ("a${NOPE:b}c", "abc"), ("x${EMPTY}y", "xy"), ("x${EMPTY:z}y", "xy"),
        ("x${NOPE:}", "x"), ("$${TC_URL}", "${TC_URL}"), ("$TC_URL", "$TC_URL"), ("$$", "$$"), ("a}b{", "a}b{"),
        ("${NOPE:http://a:1}", "http://a:1"), ("${NOPE:${}", "${"), ("$$${EMPTY}x", "$${EMPTY}x"),
    ])
    func referencesAreReplaced(text: String, result: String) throws {
        #expect(try name(text) == result)
    }

    @Test func filesLoseOneFinalLineBreak() throws {
        #expect(try name("${file:/a}", files: ["/a": "x\n"]) == "x")
        #expect(try name("${file:/a}", files: ["/a": "x\r\n"]) == "x")
        #expect(throws: PipelineFileErrors.self) { try name("<${file:/a}>", files: ["/a": "x\n\n"]) }
    }

    @Test(arguments: [
        ("${file:/none}", "the file '/none' cannot be read: no such file"), ("${}", "'${' must be followed by a name"),
        ("${a b}", "'${' must be followed by a name"), ("${A", "'${' without '}'"),
    ])
    func wrongReferencesAreErrors(text: String, message: String) {
        let shown = Sample.diagnostics(Sample.minimal + "state: {file: \"\(text)\"}\n")
        #expect(shown.contains("dir/p.yaml:11:16: error: \(message)\n"), "\(shown)")
    }

    @Test func namesAreNotReplacedInKeys() {
        #expect(Sample.diagnostics(Sample.minimal + "${EMPTY}: 1\n").contains("unknown key '${EMPTY}'"))
    }

    @Test func positionsCountFromTheReference() {
        let text = "output: [matches: \"a'\\u0041${NOPE:b}/{x}\"]\n"
        let shown = Sample.diagnostics(Sample.minimal.replacingFirst("output:\n  - enriched: out.csv\n", text))
        #expect(shown.contains("dir/p.yaml:9:38: error: unknown placeholder '{x}'"), "\(shown)")
    }

    @Test func secretsInTheFileAreMaskedAndWarnedAbout() throws {
        let forms = [
            "token: canary-1", "token: 'canary-1'", "\"token\": canary-1", "token:\n    canary-1",
            "token: |\n    canary-1", "{url: 'https://a.example', token: canary-1}", "token: ${NOPE:canary-1}",
            "token: ${NOPE},\u{301}canary-1", "token: ${NOPE}canary-1", "token: ${file:\u{301}canary-1}",
        ]
        for form in forms {
            let line = form.hasPrefix("{") ? "threatconnect: \(form)" : "threatconnect:\n  \(form)\n  url: ''"
            let text = Sample.minimal("threatconnect:\n  url: https://tc.example.com\n  token: ${TC_SECRET_KEY}", line)
            for variant in [text, text.replacingFirst("token", "tokn"), text + "a: [", text + "\n\t"] {
                #expect(!Sample.diagnostics(variant).contains("canary"), "\(variant)")
            }
        }
        let specification = try Sample.parse(Sample.minimal("${TC_SECRET_KEY}", "canary"))
        #expect(specification.warnings.map(\.message) == ["secret written in the file"])
        #expect(!"\(specification)".contains("canary"))
    }

    @Test func valuesOfReferencesAppearNowhere() throws {
        #expect(!"\(try Sample.parse(Sample.full))".contains("s3cr3t-canary"))
        let places = ["column: ip", "in.csv", "out.csv", "version: 1", "url: https://tc.example.com"]
        for place in places {
            let key = place.prefix { $0 != ":" }
            let value = place.contains(":") ? "\(key): ${TC_SECRET_KEY}" : "${TC_SECRET_KEY}"
            #expect(!Sample.diagnostics(Sample.minimal(place, value) + "zz: 1\n").contains("canary"), "\(place)")
        }
        for condition in [
            "${TC_SECRET_KEY}", "rating ${TC_SECRET_KEY} 1", "type == '${TC_SECRET_KEY}'",
            "value matches '(${TC_SECRET_KEY}'",
        ] {
            let text = Sample.minimal + "enrich: {verdicts: {known: \"\(condition)\"}}\n"
            let shown = Sample.diagnostics(text)
            #expect(shown.contains("1 error") && !shown.contains("canary"), "\(shown)")
        }
    }
}
