extension Construction {
    /// The one entry of each list element.
    func items<Item>(
        _ list: [CheckedItem],
        _ make: (CheckedSection) throws(MissingValue) -> Item
    ) throws(MissingValue) -> [Item] {
        var items: [Item] = []
        for element in list {
            if let section = element.value.section { items.append(try make(section)) }
        }
        return items
    }

    func output(_ section: CheckedSection) throws(MissingValue) -> OutputItem {
        if let path = section.item("matches")?.value.template { return .matches(path: path) }
        if let path = section.item("rejected")?.value.template { return .rejected(path: path) }
        let enriched = try section.section("enriched")
        return .enriched(
            EnrichedOutput(
                path: try enriched.template("path"),
                layout: try enriched.choice("layout"),
                columns: try enriched.choices("columns"),
                prefix: try enriched.text("prefix"),
                neutralize: try enriched.boolean("neutralize_formulas")
            )
        )
    }

    func report(_ section: CheckedSection) throws(MissingValue) -> ReportItem {
        let csv = try section.section("csv")
        let path = try csv.template("path")
        return .csv(
            CSVReport(
                path: path,
                defang: try csv.boolean("defang"),
                totals: csv.item("totals")?.value.template ?? path.totals,
                neutralize: try csv.boolean("neutralize_formulas")
            )
        )
    }
}
