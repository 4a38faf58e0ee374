import Foundation
import ThreatConnect

/// A plan for machines: one JSON object per write.
package struct PlanJSON {
    private let result: WriteBackResult

    package init(_ result: WriteBackResult) { self.result = result }

    package var lines: [String] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return try result.plan.entries.flatMap { entry in
                try entry.writes.map { String(decoding: try encoder.encode(Line(entry, $0)), as: UTF8.self) }
            }
        }
    }

    private struct Line: Encodable {
        struct Change: Encodable {
            let field: String
            let now: String?
            let then: String
        }

        let type: String
        let value: String
        let owner: String?
        let id: Int64?
        let operation: String
        let rules: [String]
        let changes: [Change]

        init(_ entry: PlanEntry, _ write: PlannedWrite) {
            type = entry.target.observable.kind.name
            value = entry.target.observable.canonical
            owner = entry.target.owner
            id = if case .exists(let id) = entry.standing { id } else { nil }
            operation = write.operation.name
            rules = write.rules
            changes = write.operation.changes.map { Change(field: $0.field, now: $0.now, then: $0.then) }
        }
    }
}
