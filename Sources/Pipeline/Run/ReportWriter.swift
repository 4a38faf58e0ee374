import PipelineFile
import Reports
import Tabular

/// The reports of a run. Their files are opened before anything is asked, so that a path that cannot be written shows at once.
struct ReportWriter {
    private struct CSVFiles {
        let report: CSVReport
        let summary: OutputFile
        let totals: OutputFile?
    }

    private let reports: [CSVFiles]

    init(items: [ReportItem], paths: RunPaths) throws {
        reports = try items.map { item in
            switch item {
            case .csv(let report):
                CSVFiles(
                    report: report,
                    summary: try OutputFile(RunOutputs.target(paths(report.path))),
                    totals: try report.totals.map { try OutputFile(RunOutputs.target(paths($0))) }
                )
            }
        }
    }

    func write(_ manifest: RunManifest) throws {
        for files in reports {
            let report = files.report
            try write(manifest.summaryTable(defang: report.defang), to: files.summary, report)
            if let totals = files.totals { try write(manifest.totalsTable(), to: totals, report) }
        }
    }

    /// Makes the reports appear under their names. Returns the names, in order.
    func finish() throws -> [String] {
        try reports.flatMap { [$0.summary, $0.totals].compactMap { $0 } }.map { file in
            try file.finish()
            return file.target.name
        }
    }

    private func write(_ table: ReportTable, to file: OutputFile, _ report: CSVReport) throws {
        var csv = CSVTable(header: table.header)
        for row in table.rows { csv.append(row) }
        try file.write(csv.encoded(neutralizing: report.neutralize))
    }
}
