package import PipelineFile
import Reports
import State
import ThreatConnect

/// Opens the snapshot that a pipeline file names and makes sure that it fits.
package struct SnapshotOpener {
    private let specification: PipelineSpecification
    private let settings: SnapshotSettings
    private let now: Int

    /// - Parameter now: Seconds since 1970.
    package init(specification: PipelineSpecification, settings: SnapshotSettings, now: Int) {
        self.specification = specification
        self.settings = settings
        self.now = now
    }

    /// - Throws: `SnapshotError` for a file that cannot be used, ``SnapshotUseError`` for one that must not be.
    func answers(progress: RunProgress) throws -> (source: SnapshotAnswers, usage: SnapshotUsage) {
        let snapshot = try Snapshot(path: settings.file)
        let description = snapshot.description
        try check(description)
        let source = try SnapshotAnswers(
            snapshot: snapshot,
            owners: try owners(description),
            members: specification.members,
            containment: specification.enrich.containment,
            progress: progress
        )
        let usage = SnapshotUsage(
            file: settings.file,
            asOf: description.asOf,
            age: max(0, now - description.asOf),
            indicators: description.indicators
        )
        return (source, usage)
    }

    private func check(_ description: SnapshotDescription) throws(SnapshotUseError) {
        let instance = SnapshotIdentity.instance(specification)
        guard description.instance == instance else {
            throw refusal(
                .instance,
                "it holds the indicators of \(description.instance), the pipeline asks \(instance)"
            )
        }
        let missing = specification.members.subtracting(IndicatorMembers(rawValue: description.members))
        guard missing.isEmpty else {
            let names = [(IndicatorMembers.tags, "tags"), (.additional, "activity and counts")]
            let shown = names.filter { missing.contains($0.0) }.map(\.1).joined(separator: ", ")
            throw refusal(.members, "it was made without \(shown)")
        }
        let age = now - description.asOf
        guard age <= settings.maxAge else {
            throw refusal(
                .old,
                "it is of \(UTC.timestamp(description.asOf)), \(SnapshotAge.text(age)) ago; max_age is \(SnapshotAge.text(settings.maxAge))"
            )
        }
    }

    /// The pipeline may ask fewer owners than the snapshot has, and in another order.
    private func owners(_ description: SnapshotDescription) throws(SnapshotUseError) -> [Int] {
        let held = description.owners.map(\.owner)
        var numbers: [Int] = []
        for owner in SnapshotIdentity.owners(specification) {
            guard let number = held.firstIndex(of: owner) else {
                let names = held.map { SnapshotIdentity.shown($0) }.joined(separator: ", ")
                throw refusal(.owners, "it has no indicators of \(SnapshotIdentity.shown(owner)), only of \(names)")
            }
            numbers.append(number)
        }
        return numbers
    }

    private func refusal(_ code: SnapshotUseError.Code, _ difference: String) -> SnapshotUseError {
        SnapshotUseError(code: code, path: settings.file, difference: difference)
    }
}

/// What a snapshot is of, as a pipeline file says it.
enum SnapshotIdentity {
    /// Everything a look-up can bring along, so that one snapshot serves pipelines with different columns.
    static let members: IndicatorMembers = [.tags, .additional]

    static func instance(_ specification: PipelineSpecification) -> String {
        // Both spellings of an address, with and without /api, are one instance.
        let url = try? BaseURL(specification.threatConnect.url)
        return url.map { "\($0)" } ?? specification.threatConnect.url
    }

    /// nil is the API user's own organisation.
    static func owners(_ specification: PipelineSpecification) -> [String?] {
        let owners = specification.threatConnect.owners
        return owners.isEmpty ? [nil] : owners
    }

    static func shown(_ owner: String?) -> String { owner.map { "'\($0)'" } ?? "the API user's own organisation" }
}

/// Durations of hours and days, for people.
package enum SnapshotAge {
    /// `45 s`, `12 min`, `3 h 20 min`, `2 d 4 h`.
    package static func text(_ seconds: Int) -> String {
        let (value, sign) = (abs(seconds), seconds < 0 ? "-" : "")
        func two(_ large: Int, _ name: String, _ small: Int, _ other: String) -> String {
            sign + (small == 0 ? "\(large) \(name)" : "\(large) \(name) \(small) \(other)")
        }
        if value < 60 { return "\(sign)\(value) s" }
        if value < 3600 { return "\(sign)\(value / 60) min" }
        if value < 48 * 3600 { return two(value / 3600, "h", value / 60 % 60, "min") }
        return two(value / 86_400, "d", value / 3600 % 24, "h")
    }
}
