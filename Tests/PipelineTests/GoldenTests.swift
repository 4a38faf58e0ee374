import Foundation
import Pipeline
import TestSupport
import Testing

/// Every folder in `samples/` is run against a sandbox that holds its indicators; what it writes must equal `expected/`, byte by byte.
///
/// `TCENRICH_UPDATE_GOLDEN=1` writes `expected/` anew; the difference is reviewed like code.
struct GoldenTests {
    static let cases = ["bulk-push", "eve-jsonl", "headerless-tsv", "mail-long", "messy-csv", "quickstart", "zeek-dns"]

    private static let samples = Checkout.root.appendingPathComponent("samples")

    @Test func everySampleIsACase() throws {
        #expect(try FileManager.default.contentsOfDirectory(atPath: Self.samples.path).sorted() == Self.cases)
    }

    @Test(arguments: cases)
    func writesWhatIsExpected(name: String) async throws {
        let folder = Self.samples.appendingPathComponent(name)
        let output = try TemporaryFolder()
        var sandbox = try SandboxRun(lists: [folder.appendingPathComponent("indicators.jsonl").path])
        sandbox.environment = ["CASE": folder.path, "OUT": output.url.path]
        let text = try pipeline(name, folder, output)
        try await sandbox.serve { run in _ = try await run(text, "pipeline.yaml") }
        try compare(output, with: folder.appendingPathComponent("expected"), name)
    }

    /// The quickstart's pipeline file stands in `pipelines/` and names its files from the package's root.
    private func pipeline(_ name: String, _ folder: URL, _ output: TemporaryFolder) throws -> String {
        let isQuickstart = name == "quickstart"
        let url =
            isQuickstart
            ? Checkout.root.appendingPathComponent("pipelines/quickstart.yaml")
            : folder.appendingPathComponent("pipeline.yaml")
        return String(decoding: try Data(contentsOf: url), as: UTF8.self)
            .replacing("samples/quickstart/", with: folder.path + "/")
            .replacing("out/{name}", with: "${OUT}/{name}")
    }

    private func compare(_ output: TemporaryFolder, with expected: URL, _ name: String) throws {
        let written = try output.names()
        if ProcessInfo.processInfo.environment["TCENRICH_UPDATE_GOLDEN"] == "1" {
            try FileManager.default.createDirectory(at: expected, withIntermediateDirectories: true)
            for file in written {
                try Data(portable(output.bytes(file))).write(to: expected.appendingPathComponent(file))
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: expected.path).sorted() == written)
        for file in written {
            let found = portable(try output.bytes(file))
            let wanted = [UInt8](try Data(contentsOf: expected.appendingPathComponent(file)))
            #expect(found == wanted, "\(name)/\(file) is now:\n\(String(decoding: found, as: UTF8.self))")
        }
    }

    /// Without this machine's paths.
    private func portable(_ bytes: [UInt8]) -> [UInt8] {
        guard let text = String(validating: bytes, as: UTF8.self) else { return bytes }
        return Array(text.replacing(Checkout.root.path + "/", with: "").utf8)
    }
}
