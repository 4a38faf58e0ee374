import Foundation
import Pipeline
import State

/// What a snapshot holds, for people.
struct SnapshotText {
    private let description: SnapshotDescription
    private let size: Int
    private let now: Int

    /// - Parameter size: Bytes of the file.
    init(_ description: SnapshotDescription, size: Int, now: Date) {
        self.description = description
        self.size = size
        self.now = Int(now.timeIntervalSince1970)
    }

    var lines: [String] {
        [
            "instance    \(description.instance)",
            "as of       \(moment(description.asOf))",
            "all as of   \(moment(description.fullAsOf))",
            "indicators  \(Quantity.grouped(description.indicators)) in \(Quantity.grouped(size)) bytes",
        ] + description.owners.map(owner)
    }

    private func moment(_ seconds: Int) -> String {
        "\(UTC.timestamp(seconds)), \(SnapshotAge.text(now - seconds)) ago"
    }

    private func owner(_ part: SnapshotDescription.OwnerPart) -> String {
        let name = part.owner.map { "'\(Terminal.harmless($0))'" } ?? "own organisation"
        let others = part.others == 0 ? "" : ", \(Quantity.grouped(part.others)) of types that cannot be asked about"
        let verified = part.isVerified ? "as many as ThreatConnect counts" : "not counted by ThreatConnect"
        return "  \(name): \(Quantity.grouped(part.indicators))\(others), \(verified)"
    }
}
