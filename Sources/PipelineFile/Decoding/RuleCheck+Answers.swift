extension RuleCheck {
    /// A cache has a file to be in.
    mutating func cache(_ root: CheckedSection) {
        guard let enrich = try? root.section("enrich"), let cache = enrich.written("cache"),
            root.written("state") == nil
        else { return }
        note(
            "'cache' needs 'state'",
            at: cache.item.position,
            enrich.path(to: "cache"),
            expected: "state: {file: tcenrich.sqlite}",
            advice: "answers are kept in the state file from run to run"
        )
    }

    mutating func quota(_ root: CheckedSection) {
        guard let section = try? root.section("threatconnect"), let quota = section.written("quota"),
            root.written("state") == nil
        else { return }
        note(
            "'quota' needs 'state'",
            at: quota.item.position,
            section.path(to: "quota"),
            expected: "state: {file: tcenrich.sqlite}",
            advice: "the calls of all runs are counted in the state file"
        )
    }
}
