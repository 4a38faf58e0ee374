import Observables

/// A header and rows of text; the encoder quotes and neutralises.
package struct ReportTable: Sendable, Hashable {
    package var header: [String]
    package var rows: [[String]]
}

extension RunManifest {
    /// One row per distinct hit, in the manifest's order.
    ///
    /// - Parameter defang: Writes values so that no mail program or spreadsheet makes them clickable.
    package func summaryTable(defang: Bool) -> ReportTable {
        ReportTable(
            header: [
                "verdict", "type", "value", "rating", "confidence", "threat_assess_score", "owner", "tags",
                "first_record", "last_record", "records", "last_modified", "web_link",
            ],
            rows: hits.map { hit in
                let indicator = hit.indicator
                return [
                    hit.verdict.rawValue,
                    hit.observable.kind.name,
                    defang ? hit.observable.defanged : hit.observable.canonical,
                    indicator.rating.map(Self.decimal) ?? "",
                    indicator.confidence.map(String.init) ?? "",
                    indicator.threatAssessScore.map(String.init) ?? "",
                    indicator.owner,
                    (indicator.tags ?? []).joined(separator: "; "),
                    String(hit.firstRecord),
                    String(hit.lastRecord),
                    String(hit.records),
                    indicator.lastModified ?? "",
                    indicator.webLink ?? "",
                ]
            }
        )
    }

    /// Totals, each with what it is a share of: no number without its denominator.
    package func totalsTable() -> ReportTable {
        var table = TotalsBuilder()
        if let source { table.add(source) }
        if let snapshot {
            table.add("snapshot: indicators", snapshot.indicators)
            table.add("snapshot: age in minutes", snapshot.age / 60)
        }
        let read = table.add("records read", records.read)
        for (reason, count) in records.rejected.sorted(by: { $0.key < $1.key }) {
            table.add("records rejected: \(reason)", count, of: read)
        }
        table.add("records rejected", records.rejectedTotal, of: read)
        let enriched = table.add("records enriched", records.enriched, of: read)
        table.add("records without observable", records.withoutObservable, of: enriched)
        table.add("records with observables", records.withObservable, of: enriched)
        table.add("records with a hit", records.withHit, of: enriched)
        for verdict in Verdict.allCases where verdict != .none {
            table.add("records \(verdict.rawValue)", records.hit[verdict] ?? 0, of: enriched)
        }
        table.add("records with failed look-up as worst answer", records.failed, of: enriched)
        let distinct = table.add("distinct observables", observables.distinct)
        for reason in SkipReason.allCases where reason != .allowlisted || !allowlisted.isEmpty {
            table.add("distinct skipped: \(reason.rawValue)", observables.skipped[reason] ?? 0, of: distinct)
        }
        for (list, count) in allowlisted.sorted(by: { $0.key < $1.key }) {
            table.add("distinct allowlisted: \(list)", count, of: distinct)
        }
        let asked = table.add("distinct asked", observables.asked, of: distinct)
        table.add("distinct hit", observables.hit, of: asked)
        table.add("distinct absent", observables.absent, of: asked)
        table.add("distinct failed", observables.failed, of: asked)
        if observables.cached > 0 { table.add("distinct answered from the cache", observables.cached, of: asked) }
        if let writeBack { table.add(writeBack) }
        return table.table
    }

    private static func decimal(_ number: Double) -> String {
        number == number.rounded() ? String(Int(number)) : String(number)
    }
}

private struct TotalsBuilder {
    struct Measure {
        let name: String
        let count: Int
    }

    var table = ReportTable(header: ["measure", "count", "out_of", "total", "percent"], rows: [])

    @discardableResult
    mutating func add(_ name: String, _ count: Int, of whole: Measure? = nil) -> Measure {
        table.rows.append([
            name, String(count), whole?.name ?? "", whole.map { String($0.count) } ?? "",
            whole.map { Self.percent(count, of: $0.count) } ?? "",
        ])
        return Measure(name: name, count: count)
    }

    /// What the records are about, and one line for each of its tags.
    mutating func add(_ source: SourceDescription) {
        table.rows.append([source.title, "", "", "", ""])
        for tag in source.tags { table.rows.append(["tag: \(tag)", "", "", "", ""]) }
    }

    mutating func add(_ counts: WriteBackCounts) {
        let targets = add("write-back: indicators considered", counts.targets)
        add("write-back: indicators already so", counts.unchanged, of: targets)
        add("write-back: indicators to change", counts.toChange, of: targets)
        add("write-back: indicators to create", counts.toCreate, of: targets)
        add("write-back: indicators absent and not created", counts.leftAbsent, of: targets)
        add("write-back: indicators with values that cannot be written", counts.invalid, of: targets)
        add("write-back: indicators that could not be read", counts.unreadable, of: targets)
        let writes = add("write-back: writes planned", counts.planned)
        add("write-back: writes done", counts.done, of: writes)
        add("write-back: writes failed", counts.failed, of: writes)
    }

    /// With two decimals; empty where there is nothing to take a share of.
    private static func percent(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "" }
        let hundredths = (part * 20_000 + whole) / (2 * whole)
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}
