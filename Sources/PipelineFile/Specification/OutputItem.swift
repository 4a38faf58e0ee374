/// One file that a run writes from records.
package enum OutputItem: Sendable, Hashable {
    /// Every record, with what is known added.
    case enriched(EnrichedOutput)
    /// One line per match.
    case matches(path: PathTemplate)
    /// Records, values, look-ups and writes that failed.
    case rejected(path: PathTemplate)
}

extension OutputItem {
    /// For records in which nothing is looked up: they leave as they are.
    var withoutColumns: OutputItem {
        guard case .enriched(var enriched) = self else { return self }
        enriched.columns = []
        return .enriched(enriched)
    }
}

package struct EnrichedOutput: Sendable, Hashable {
    /// How a record with several observables is written.
    package enum Layout: String, Sendable, Hashable, CaseIterable {
        /// One group of columns: the record's worst answer.
        case worst
        /// One group of columns per observable column.
        case perColumn = "per_column"
        /// One line per match.
        case long
    }

    package var path: PathTemplate
    package var layout: Layout
    /// Empty only when nothing is looked up.
    package var columns: [ResultColumn]
    /// In front of every added column's name.
    package var prefix: String
    /// Whether cells that a spreadsheet would execute are made harmless.
    package var neutralize: Bool
}

/// A column that enrichment can add.
package enum ResultColumn: String, Sendable, Hashable, CaseIterable {
    case status
    case reason
    case verdict
    case matchedValue = "matched_value"
    case matchColumn = "match_column"
    case type
    case owner
    case rating
    case confidence
    case threatAssessScore = "threat_assess_score"
    case tags
    case description
    case source
    case dateAdded = "date_added"
    case lastModified = "last_modified"
    case active
    case falsePositiveCount = "false_positive_count"
    case observationCount = "observation_count"
    case webLink = "web_link"
    case asOf = "as_of"
    /// `api`, `cache` or `snapshot`.
    case origin
}
