import Foundation
import PipelineFile
import TestSupport
import Testing

@Suite struct ReferencePageTests {
    @Test func pageInTheRepositoryIsCurrent() throws {
        let page = Checkout.root.appendingPathComponent("docs/pipeline-file.md")
        if ProcessInfo.processInfo.environment["TCENRICH_UPDATE_DOCS"] == "1" {
            try PipelineSpecification.referencePage().write(to: page, atomically: true, encoding: .utf8)
        }
        let text = try String(contentsOf: page, encoding: .utf8)
        #expect(
            text == PipelineSpecification.referencePage(),
            "docs/pipeline-file.md is out of date: run the tests with TCENRICH_UPDATE_DOCS=1 and look at the difference"
        )
    }

    @Test func exampleOfThePageIsCorrect() throws {
        let page = PipelineSpecification.referencePage()
        let example = try #require(page.firstMatch(of: /```yaml\n((?s:.*?))```/)).output.1
        let specification = try Sample.parse(String(example))
        #expect(specification.enrich.verdicts.count == 3 && specification.warnings.isEmpty)
    }

    @Test func conditionsOfThePageAreCorrect() throws {
        let page = PipelineSpecification.referencePage()
        let chapter = try #require(page.firstMatch(of: /## Conditions\n\n```\n((?s:.*?))```/)).output.1
        for line in chapter.split(separator: "\n") {
            let quoted = "'" + line.replacing("'", with: "''") + "'"
            _ = try Sample.parse(Sample.minimal + "enrich: {verdicts: {known: \(quoted)}}\n")
        }
    }
}
