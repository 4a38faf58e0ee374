/// What an undo did, for people.
package struct UndoText {
    private let outcomes: [UndoOutcome]

    package init(_ outcomes: [UndoOutcome]) { self.outcomes = outcomes }

    package var lines: [String] { outcomes.flatMap(\.lines) + [summary] }

    private var summary: String {
        func count(_ matches: (UndoOutcome.State) -> Bool) -> Int { outcomes.count { matches($0.state) } }
        let failed = count { if case .failed = $0 { true } else { false } }
        let parts = [
            (count { $0 == .restored }, "restored"), (count { $0 == .wouldRestore }, "would be restored"),
            (outcomes.count { $0.state == .nothingToDo && $0.remains.isEmpty }, "as before already"),
            (outcomes.count { !$0.remains.isEmpty }, "not or not wholly restored"), (failed, "failed"),
        ]
        let shown = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        let writes = "\(outcomes.count) \(outcomes.count == 1 ? "write" : "writes")"
        return shown.isEmpty ? "nothing to undo" : "\(writes): \(shown.joined(separator: ", "))"
    }
}

extension UndoOutcome {
    /// Everything that can be restored is.
    package var isComplete: Bool {
        if case .failed = state { false } else { remains.isEmpty }
    }

    fileprivate var lines: [String] {
        let place = target.owner.map { " (\($0))" } ?? ""
        let head = "\(target.observable.kind.name) \(target.observable.canonical.onOneLine)\(place)"
        let words: String? =
            switch state {
            case .restored: "restored"
            case .wouldRestore: "would be restored"
            case .nothingToDo: remains.isEmpty ? "as before already" : nil
            case .failed(let cause): "failed: \(cause)"
            }
        let name = operation.name.replacing("_", with: " ")
        return [words].compactMap { $0 }.map { "\(head): \(name) \($0)" } + remains.map { "\(head): \(name): \($0)" }
    }
}
