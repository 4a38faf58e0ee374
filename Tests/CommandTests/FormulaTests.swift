import Foundation
import Observables
import Sandbox
import TestSupport
import Testing

/// What a spreadsheet would calculate is in no report, wherever it came from: the log, its header, or ThreatConnect.
@Suite(.serialized)
struct FormulaTests {
    private static let injections = [
        "=1+1", "+1+1", "-1+1", "@SUM(A1:A9)", "=cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "\t=1+1", "\r=1+1",
        "\n=1+1", "  =1+1", " @x",
        "＝1+1", "＋1", "－1+1", "＠SUM(1)", "=HYPERLINK(\"http://evil.example\",\"x\")", "\"=1+1", "--1", "+", "=\"\"",
        "@", "=",
    ]

    /// An RFC 4180 reader of its own.
    private static func rows(_ text: String) -> [[String]] {
        var rows: [[String]] = [[]]
        var field = ""
        var isQuoted = false
        var rest = Substring(text).unicodeScalars
        while let scalar = rest.popFirst() {
            if scalar == "\"", isQuoted, rest.first == "\"" {
                field.unicodeScalars.append(rest.removeFirst())
            } else if scalar == "\"", isQuoted || field.isEmpty {
                isQuoted.toggle()
            } else if isQuoted || (scalar != "," && scalar != "\n") {
                field.unicodeScalars.append(scalar)
            } else {
                // Of a line break of two characters.
                if scalar == "\n", field.unicodeScalars.last == "\r" { field.unicodeScalars.removeLast() }
                rows[rows.count - 1].append(field)
                field = ""
                if scalar == "\n" { rows.append([]) }
            }
        }
        if rows.last?.isEmpty == true { rows.removeLast() }
        return rows
    }

    /// A plain number and a lone `-` calculate nothing.
    private static func isHarmless(_ cell: String) -> Bool {
        let text = cell.drop { $0 == " " }
        guard let first = text.unicodeScalars.first, "=+-@\t\r\n＝＋－＠".unicodeScalars.contains(first) else {
            return true
        }
        return text == "-" || Double(text) != nil
    }

    private func expectHarmless(_ path: String, _ place: Workplace, holding text: String) throws {
        let content = try place.folder.text(path)
        #expect(content.contains(text), "\(path) holds what is looked for")
        for row in Self.rows(content) {
            for cell in row where !Self.isHarmless(cell) { Issue.record("\(path) holds \(cell.debugDescription)") }
        }
    }

    private func quoted(_ text: String) -> String { "\"\(text.replacing("\"", with: "\"\""))\"" }

    private static func store() throws -> SandboxStore {
        let store = try SandboxStore(organisation: "Example Org")
        var indicators = [NewIndicator(kind: .host, values: ["evil.example"], rating: 5)]
        indicators[0].tags = injections.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.filter {
            $0.count > 1
        }
        indicators[0].attributes = [
            NewAttribute(type: "Description", value: "=cmd|' /C calc'!A0", displayed: true),
            NewAttribute(type: "Source", value: "@SUM(1)", displayed: true),
        ]
        indicators += injections.enumerated().map { number, text in
            var indicator = NewIndicator(
                kind: .mutex,
                values: [text.trimmingCharacters(in: .whitespacesAndNewlines) + "\(number)"]
            )
            indicator.rating = 3
            return indicator
        }
        try store.add(indicators)
        return store
    }

    @Test func noneSurvivesIntoAReport() async throws {
        let place = try Workplace(
            Workplace.pipeline(
                column: "\"=host\"",
                output: "{enriched: {path: out/e.csv, neutralize_formulas: true}}",
                extra: "report: [csv: {path: out/s.csv, defang: false}]"
            )
            .replacing(
                "observables: [{column: \"=host\"}]",
                with: "observables: [{column: \"=host\"}, {column: \"@mutex\", type: Mutex}]"
            )
        )
        let lines = Self.injections.enumerated().map { number, text in
            [text, "evil.example", text.trimmingCharacters(in: .whitespacesAndNewlines) + "\(number)", text].map(quoted)
                .joined(separator: ",")
        }
        try place.folder.write(
            "\"+note\",\"=host\",\"@mutex\",\"-text\"\n" + lines.joined(separator: "\n") + "\n",
            to: "log.csv"
        )
        let configuration = SandboxConfiguration(accessID: Workplace.accessID, secretKey: Secret(Workplace.secretKey))
        let outcome = try await withSandbox(configuration, store: try Self.store()) { address in
            try await place.run(environment: Workplace.environment(url: address.url))
        }
        #expect(outcome.status == 0, "\(outcome.errors)")
        try expectHarmless("out/e.csv", place, holding: "evil.example")
        try expectHarmless("out/s.csv", place, holding: "cmd|")
        try expectHarmless("out/s-totals.csv", place, holding: "hit")
        #expect(Self.rows("a,\"b,\"\"c\"\nd\n") == [["a", "b,\"c"], ["d"]], "the reader reads")
        #expect(!Self.isHarmless("=1") && Self.isHarmless("'=1") && Self.isHarmless("-5"))
    }
}
