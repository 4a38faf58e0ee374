import PipelineFile
import Reports
import Tabular

/// Writes the reports of a finished run.
struct ReportWriter {
    let items: [ReportItem]
    let paths: RunPaths

    /// Returns the paths written, in order.
    func write(_ manifest: RunManifest) throws -> [String] {
        try items.flatMap { item in
            switch item {
            case .csv(let report): try write(report, manifest)
            }
        }
    }

    private func write(_ report: CSVReport, _ manifest: RunManifest) throws -> [String] {
        let path = paths(report.path)
        try write(manifest.summaryTable(defang: report.defang), to: path, neutralizing: report.neutralize)
        guard let totals = report.totals.map({ paths($0) }) else { return [path] }
        try write(manifest.totalsTable(), to: totals, neutralizing: report.neutralize)
        return [path, totals]
    }

    private func write(_ table: ReportTable, to path: String, neutralizing: Bool) throws {
        var csv = CSVTable(header: table.header)
        for row in table.rows { csv.append(row) }
        let file = try OutputFile(path == "-" ? .standardOutput : .path(path))
        try file.write(csv.encoded(neutralizing: neutralizing))
        try file.finish()
    }
}
