/// One summary that a run writes at its end.
package enum ReportItem: Sendable, Hashable {
    case csv(CSVReport)
}

package struct CSVReport: Sendable, Hashable {
    package var path: PathTemplate
    package var defang: Bool
    /// The second file, with the totals. Nil only when the report goes to standard output and no path is given.
    package var totals: PathTemplate?
    /// Whether cells that a spreadsheet would execute are made harmless.
    package var neutralize: Bool
}
