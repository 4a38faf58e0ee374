import Foundation
import PipelineFile
import TestSupport
import Testing

/// Whatever stands in a pipeline file or a condition, the answer is a value, or problems with a place in the text.
struct PipelineFileFuzzTests {
    private static let files: [[UInt8]] = {
        let folder = Checkout.root.appendingPathComponent("pipelines")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let committed = names.filter { $0.hasSuffix(".yaml") }.sorted().compactMap { name in
            FileManager.default.contents(atPath: folder.appendingPathComponent(name).path).map { [UInt8]($0) }
        }
        return committed + [Sample.full, Sample.minimal].map { Array($0.utf8) }
    }()

    @Test func everyFileIsGoodOrHasProblemsWithAPlace() async {
        #expect(Self.files.count > 5)
        let mutator = Mutator(
            Self.files,
            tokens: [
                ": ", "- ", "{", "}", "[", "]", "&a ", "*a", "!!binary ", "!!int ", "<<: ", "|", ">", "#", "---\n",
                "...\n", "? ", "%YAML 2\n",
                "${", "${X:", "}", "~", "null", "0x10", "1_000", ".inf", "2026-01-01", "\n  ", "version: 1", "columns:",
                "a: &b [*b]",
            ]
        )
        await FuzzBudget("pipeline files", inputs: 1_500).run { random, seed in
            let text = String(decoding: mutator.text(&random), as: UTF8.self)
            do throws(PipelineFileErrors) {
                _ = try Sample.parse(text, files: ["dir/x.yaml": "a: b"])
            } catch {
                #expect(!error.problems.isEmpty, "\(seed)")
                // The end of the text may be named: one line below the last.
                let lines = text.unicodeScalars.count { $0 == "\n" || $0 == "\r" || $0 == "\u{85}" } + 2
                for problem in error.problems {
                    #expect((1...lines).contains(problem.line) && problem.column >= 1, "\(seed): \(problem)")
                    #expect(!problem.message.isEmpty, "\(seed)")
                }
            }
        }
    }

    private static let conditions = [
        "rating >= 4 and confidence >= 70", "tags contains 'phishing' or not (status == 'hit')", "row.url != ''",
        "row.\"a b\" matches '^x.*$'",
        "owner in ['A', \"B\"]", "age < 30d", "verdict == 'malicious'", "true", "rating", "((((rating == 1))))",
        "'false'",
    ]

    @Test func everyConditionIsGoodOrHasAColumn() async {
        let mutator = Mutator(
            Self.conditions.map { Array($0.utf8) },
            tokens: [
                "and", "or", "not", "(", ")", "[", "]", ",", "==", "!=", ">=", "matches", "contains", "in", "row.",
                "rating", "'a", "1.", "1e5",
                "((", "not not ", "matches '('", "matches '(a+)+$'",
            ]
        )
        await FuzzBudget("conditions", inputs: 3_000).run { random, seed in
            let text = String(decoding: mutator.text(&random), as: UTF8.self)
            do throws(PipelineFileErrors) {
                let condition = try Condition(text)
                #expect(condition.source == text, "\(seed)")
                #expect(throws: Never.self, "\(seed): \(text)") { _ = try ConditionEvaluator(condition) }
            } catch {
                for problem in error.problems {
                    #expect((1...text.unicodeScalars.count + 1).contains(problem.column), "\(seed): \(problem)")
                }
            }
        }
    }
}
