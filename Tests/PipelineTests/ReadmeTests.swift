import Foundation
import TestSupport
import Testing

struct ReadmeTests {
    private func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: Checkout.root.appendingPathComponent(path)), as: UTF8.self)
    }

    /// The file that the README explains is the file that `make demo` runs.
    @Test func explainedPipelineFileIsTheQuickstart() throws {
        let readme = try text("README.md")
        let block = try #require(readme.split(separator: "```yaml\n").dropFirst().first?.split(separator: "```").first)
        #expect(try block == text("pipelines/quickstart.yaml"))
    }

    @Test func linkedFilesExist() throws {
        for link in try text("README.md").matches(of: /\]\(([^)#:]+)\)/) {
            let url = Checkout.root.appendingPathComponent(String(link.1))
            #expect(FileManager.default.fileExists(atPath: url.path), "\(link.1)")
        }
    }
}
