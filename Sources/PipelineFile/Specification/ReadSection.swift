package import Observables

/// Which records are read, and where in them the observables are.
package struct ReadSection: Sendable {
    package enum Input: Sendable, Hashable {
        /// Paths or globs, relative to the working directory, in file order.
        case files([String])
        case standardInput
        /// The indicators of the incident with this id.
        case incident(Int64)
        case indicators(IndicatorFeed)
        /// One record each, in a column `value`.
        case values([String])
    }

    /// Whether records come from ThreatConnect or from the file itself: then they are CSV or JSON Lines with known columns.
    package var isMade: Bool {
        switch input {
        case .files, .standardInput: false
        case .incident, .indicators, .values: true
        }
    }

    package var input: Input
    /// As the file says it; nil leaves it to the input's name, see ``resolvedFormat``.
    package var format: RecordFormat?
    /// Between fields of a CSV record; nil is the comma.
    package var delimiter: UInt8?
    /// False: there is no header record, columns are named by ``columns`` or `column_1`, `column_2`, ….
    package var header: Bool
    /// Column names, only when ``header`` is false.
    package var columns: [String]?
    /// A longer record goes to the rejected file.
    package var maxRecordBytes: Int
    /// In file order; none when records are only exported.
    package var observables: [ObservableColumn]

    /// The format given, or the one that every input name shows; nil only for a wrong specification.
    package var resolvedFormat: RecordFormat? {
        if let format { return format }
        if isMade { return .csv }
        guard case .files(let paths) = input else { return nil }
        return paths.first.flatMap(RecordFormat.init(path:))
    }
}

/// Indicators listed by ThreatConnect.
package struct IndicatorFeed: Sendable, Hashable {
    package enum Since: Sendable, Hashable {
        /// Before the run's start.
        case ago(Duration)
        /// ISO 8601.
        case instant(String)
    }

    /// ThreatConnect type names; empty for all types.
    package var types: [String]
    /// nil: the first of `threatconnect.owners`, else the own organisation.
    package var owner: String?
    package var modifiedSince: Since?
    /// `rating>3`; all of them hold.
    package var filters: [String]
}

/// How records are written down.
package enum RecordFormat: String, Sendable, Hashable, CaseIterable {
    case csv
    case tsv
    case zeek
    case jsonl

    /// The format that a file's name shows; `.gz` and `.zst` are looked through.
    package init?(path: String) {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? path
        for suffix in [".gz", ".zst"] where parts.lowercased().hasSuffix(suffix) { parts.removeLast(suffix.count) }
        guard let dot = parts.lastIndex(of: ".") else { return nil }
        switch parts[dot...].dropFirst().lowercased() {
        case "csv": self = .csv
        case "tsv": self = .tsv
        case "log": self = .zeek
        case "jsonl", "ndjson", "json": self = .jsonl
        default: return nil
        }
    }
}

/// One place in a record that holds observables.
package struct ObservableColumn: Sendable, Hashable {
    package enum Reading: Sendable, Hashable {
        /// The whole cell is one value whose kind shows by itself.
        case detect
        /// The whole cell is one value of this kind.
        case declared(ObservableKind)
        /// Values of these kinds are found in free text.
        case extract(ObservableKinds)
        /// The whole cell is one value whose kind the column of this name says.
        case typed(by: String)
    }

    /// A CSV column's name, or a path into a JSON record (`dest.ip`; a key that contains the dot is tried first).
    package var column: String
    package var reading: Reading
    /// What to try, in order, when the value itself is not known.
    package var ladder: [LadderRung]
    /// Where the file names the column.
    package var position: SourcePosition
}

/// A less exact value that stands in for one without a hit.
package enum LadderRung: String, Sendable, Hashable, CaseIterable {
    /// The host of a URL or of an e-mail address.
    case host
}
