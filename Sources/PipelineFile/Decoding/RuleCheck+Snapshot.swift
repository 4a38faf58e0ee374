extension RuleCheck {
    /// Strategy `snapshot` needs a file, and containment the strategy: `auto` may take another one.
    mutating func snapshot(_ enrich: CheckedSection) {
        let isSnapshot = (try? enrich.text("strategy")) == EnrichSection.Strategy.snapshot.rawValue
        if isSnapshot, enrich.written("snapshot") == nil {
            note(
                "'strategy: snapshot' needs 'snapshot'",
                at: enrich.item("strategy")?.position ?? enrich.position,
                enrich.path(to: "strategy"),
                expected: "snapshot: {file: indicators.snapshot}",
                advice: "the file is made by 'tcenrich snapshot update'"
            )
        }
        guard !isSnapshot, let entry = enrich.written("containment"), entry.item.value.boolean == true else { return }
        note(
            "'containment' needs 'strategy: snapshot'",
            at: entry.keyPosition,
            enrich.path(to: "containment"),
            advice: "ThreatConnect itself finds exact values only"
        )
    }
}
