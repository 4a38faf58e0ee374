import Observables
package import Pipeline
import Reports

/// What a person sees at the end of a run: what was read, found and written, each number beside what it is a share of.
package struct SummaryText {
    let result: RunResult
    /// Seconds; nil is not shown.
    let elapsed: Double?
    let terminal: Terminal

    package init(result: RunResult, elapsed: Double?, terminal: Terminal) {
        self.result = result
        self.elapsed = elapsed
        self.terminal = terminal
    }

    package var lines: [String] {
        [headline] + recordLines + observableLines + hitLines + writeBackLines + writtenLines + problemLines
    }

    private var manifest: RunManifest { result.manifest }
    private var records: RecordCounts { manifest.records }
    private var observables: ObservableCounts { manifest.observables }

    private var headline: String {
        let title = terminal.styled(manifest.name, .bold)
        let duration = elapsed.map { " in \(Quantity.duration($0))" } ?? ""
        return "\(title): \(Quantity.grouped(records.read, "record"))\(duration)"
    }

    private var recordLines: [String] {
        let verdicts = Verdict.allCases.compactMap { verdict -> String? in
            guard let count = records.hit[verdict], count > 0 else { return nil }
            return "\(coloured(verdict)) \(Quantity.grouped(count))"
        }
        let hits =
            "\(Quantity.grouped(records.withHit)) with a hit (\(Quantity.percent(records.withHit, of: records.enriched)))"
        return [
            row("records", "\(Quantity.grouped(records.enriched)) enriched · \(hits)"),
            verdicts.isEmpty ? nil : row("", "by worst answer: " + verdicts.joined(separator: " · ")),
            records.rejectedTotal == 0
                ? nil
                : row(
                    "",
                    terminal.styled("\(Quantity.grouped(records.rejectedTotal)) rejected", .yellow) + ": "
                        + records.rejected.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
                        .joined(separator: ", ")
                ),
            records.unusable == 0
                ? nil
                : row(
                    "",
                    terminal.styled("\(Quantity.grouped(records.unusable)) with a value that is no indicator", .yellow)
                        + ": see the rejected file"
                ),
        ].compactMap { $0 }
    }

    private var observableLines: [String] {
        let skipped = SkipReason.allCases.compactMap { reason -> String? in
            observables.skipped[reason].map { "\(reason.rawValue) \(Quantity.grouped($0))" }
        }
        let answers = [
            "\(Quantity.grouped(observables.hit)) hit (\(Quantity.percent(observables.hit, of: observables.asked)))",
            "\(Quantity.grouped(observables.absent)) absent",
            observables.failed == 0
                ? nil : terminal.styled("\(Quantity.grouped(observables.failed)) failed", .red),
        ].compactMap { $0 }
        return [
            row(
                "observables",
                "\(Quantity.grouped(observables.distinct)) distinct · \(Quantity.grouped(observables.asked)) asked: "
                    + answers.joined(separator: ", ")
            ),
            skipped.isEmpty ? nil : row("", "skipped: " + skipped.joined(separator: ", ")),
            result.retryCommand.map { row("", "ask the failed ones again with `\($0)`") },
            allowlists,
            snapshot,
            observables.cached == 0
                ? nil
                : row(
                    "",
                    "\(Quantity.grouped(observables.cached)) of them from the cache "
                        + "(\(Quantity.percent(observables.cached, of: observables.asked)))"
                ),
            row("requests", Quantity.grouped(manifest.requests)),
        ].compactMap { $0 }
    }

    private var snapshot: String? {
        manifest.snapshot.map { snapshot in
            let indicators = Quantity.grouped(snapshot.indicators, "indicator")
            return row(
                "snapshot",
                "of \(UTC.timestamp(snapshot.asOf)), \(SnapshotAge.text(snapshot.age)) old · \(indicators)"
            )
        }
    }

    /// The lists that most values were found in.
    private var allowlists: String? {
        guard !manifest.allowlisted.isEmpty else { return nil }
        let lists = manifest.allowlisted.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let shown = lists.prefix(3).map { "\(Terminal.harmless($0.key)) \(Quantity.grouped($0.value))" }
        let more = lists.count > shown.count ? ", … and \(lists.count - shown.count) more lists" : ""
        return row("", "allowlisted by: " + shown.joined(separator: ", ") + more)
    }

    private var hitLines: [String] {
        guard !manifest.hits.isEmpty else { return [] }
        let shown = manifest.hits.prefix(5).map { hit in
            let rating = hit.indicator.rating.map { "rating \(Int($0.rounded()))" } ?? "no rating"
            let verdict = terminal.padded(hit.verdict.rawValue, 10, coloured(hit.verdict))
            return
                "  \(verdict) \(Terminal.harmless(hit.observable.defanged))  \(rating), in \(Quantity.grouped(hit.records, "record"))"
        }
        let more = manifest.hits.count - shown.count
        return ["worst hits"] + shown + (more > 0 ? ["  … and \(Quantity.grouped(more)) more"] : [])
    }

    private var writeBackLines: [String] {
        guard let writeBack = result.writeBack else { return [] }
        let counts = writeBack.counts
        let indicators = [
            (counts.toChange, "to change"), (counts.toCreate, "to create"), (counts.unchanged, "already so"),
            (counts.leftAbsent, "absent and not created"), (counts.invalid, "with values that cannot be written"),
            (counts.unreadable, "that could not be read"),
        ]
        let parts = indicators.filter { $0.0 > 0 }.map { "\(Quantity.grouped($0.0)) \($0.1)" }
        let shown = parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")
        let without = "\(Quantity.grouped(records.withoutObservable, "record")) without a usable value"
        let unread = records.withoutObservable == 0 ? [] : [row("", without + ": nothing is written for them")]
        let considered = row("write-back", Quantity.grouped(counts.targets, "indicator") + shown)
        return [considered] + unread + [row("", writes(writeBack))]
    }

    private func writes(_ writeBack: WriteBackResult) -> String {
        let counts = writeBack.counts
        let planned = Quantity.grouped(counts.planned, "write")
        guard writeBack.mode == .apply else { return "\(planned) planned, nothing sent (write_back.mode: plan)" }
        guard counts.planned > 0 else { return "nothing to write" }
        let failed = counts.failed == 0 ? "" : ", " + terminal.styled("\(Quantity.grouped(counts.failed)) failed", .red)
        let undo = counts.done == 0 ? "" : "; take back with `tcenrich undo \(writeBack.run)`"
        return "\(planned): \(Quantity.grouped(counts.done)) done\(failed)\(undo)"
    }

    private var writtenLines: [String] {
        let paths = result.written.filter { $0 != "-" }
        return paths.isEmpty ? [] : ["written"] + paths.map { "  \(Terminal.harmless($0))" }
    }

    private var problemLines: [String] {
        let problems =
            result.exceeded + [result.writeBack?.stopped].compactMap { $0 }
            + (observables.incomplete > 0
                ? ["some owners could not be asked about hits (\(observables.incomplete)): see the rejected file"] : [])
        return problems.map { terminal.styled("! ", .red) + Terminal.harmless($0) }
    }

    private func row(_ title: String, _ text: String) -> String {
        terminal.padded(title, 12, title) + text
    }

    private func coloured(_ verdict: Verdict) -> String {
        switch verdict {
        case .malicious: terminal.styled(verdict.rawValue, .red)
        case .suspicious: terminal.styled(verdict.rawValue, .yellow)
        case .benign: terminal.styled(verdict.rawValue, .green)
        case .known, .none: verdict.rawValue
        }
    }
}

extension Terminal {
    /// `shown`, followed by blanks up to the width that `plain` would need.
    func padded(_ plain: String, _ width: Int, _ shown: String) -> String {
        shown + String(repeating: " ", count: max(0, width - plain.count))
    }
}
