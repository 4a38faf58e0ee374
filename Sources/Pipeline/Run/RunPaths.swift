import PipelineFile
import Reports
import Tabular

/// Where a run writes, with every placeholder replaced.
struct RunPaths: Sendable {
    /// Paths of the rendered outputs (enriched and matches), in the order of the pipeline file.
    let rendered: [String]
    let rejected: String
    /// The pipeline file names the rejected file.
    let isRejectedRequested: Bool
    /// Every path that the run writes to, reports and the state file included.
    let all: [String]
    private let resolve: @Sendable (PathTemplate) -> String

    init(specification: PipelineSpecification, context: RunContext, startedAt: Int) {
        let name = specification.name
        let runID = context.runID
        resolve = { template in
            template.resolved(
                name: name,
                date: UTC.date(startedAt),
                time: UTC.time(startedAt, separator: ""),
                runID: runID
            )
        }
        let resolve = self.resolve
        rendered = specification.output.compactMap { item in
            switch item {
            case .enriched(let enriched): resolve(enriched.path)
            case .matches(let path): resolve(path)
            case .rejected: nil
            }
        }
        let requested = specification.output.compactMap { item in
            if case .rejected(let path) = item { resolve(path) } else { nil }
        }
        isRejectedRequested = !requested.isEmpty
        rejected = requested.first ?? Self.defaultRejected(rendered, name)
        let reports = specification.report.flatMap { item in
            switch item {
            case .csv(let report): [report.path, report.totals].compactMap { $0 }
            }
        }
        all = rendered + [rejected] + reports.map(resolve) + [specification.stateFile].compactMap { $0 }
    }

    func callAsFunction(_ template: PathTemplate) -> String { resolve(template) }

    /// Beside the first output file: `out/a.csv.gz` → `out/a-rejected.jsonl`.
    private static func defaultRejected(_ rendered: [String], _ name: String) -> String {
        guard let first = rendered.first(where: { $0 != "-" }) else { return "\(name)-rejected.jsonl" }
        return FilePath(first).replacingSuffix(with: "-rejected.jsonl")
    }
}

/// A path seen as folder, stem and suffixes.
struct FilePath {
    private let text: String

    init(_ text: String) { self.text = text }

    private static let compressions = [".gz", ".zst"]

    /// The part up to the format suffix: `out/a` of `out/a.csv.gz`.
    private var stem: Substring {
        var stem = Substring(text)
        if let compression = Self.compressions.first(where: { stem.hasSuffix($0) }) {
            stem.removeLast(compression.count)
        }
        let name = stem.lastIndex(of: "/").map { stem.index(after: $0) } ?? stem.startIndex
        if let dot = stem[name...].lastIndex(of: "."), dot > name { stem = stem[..<dot] }
        return stem
    }

    func replacingSuffix(with suffix: String) -> String { stem + suffix }
}
