extension RuleCheck {
    /// Every file is written by one output only, and none is an input.
    mutating func outputs(_ root: CheckedSection) {
        let targets = Self.targets(in: root)
        var seen: [String: SourcePosition] = [:]
        let inputs = Self.inputs(of: root)
        for target in targets {
            let path = Self.normal(target.path)
            if let first = seen[path] {
                let what = path == "-" ? "standard output is used twice" : "two outputs have the same path"
                note("\(what), first in line \(first.line)", at: target.position, target.keyPath)
            } else {
                seen[path] = target.position
            }
            if inputs.contains(path), path != "-" {
                note("the output would overwrite an input", at: target.position, target.keyPath)
            }
        }
        if targets.isEmpty { nothingWritten(root) }
    }

    private mutating func nothingWritten(_ root: CheckedSection) {
        guard root.written("write_back") == nil else { return }
        // Entries that are there but wrong have been reported.
        let lists = ["output", "report"].compactMap { root.written($0) }
        guard let first = lists.first, lists.allSatisfy({ $0.item.value.list?.isEmpty == true }) else { return }
        note("nothing would be written", at: first.keyPosition, first.key, expected: "at least one output or report")
    }

    private struct Target {
        let path: String
        let position: SourcePosition
        let keyPath: String
    }

    private static func targets(in root: CheckedSection) -> [Target] {
        var targets: [Target] = []
        for list in ["output", "report"] {
            for section in ((try? root.list(list)) ?? []).compactMap({ $0.value.section }) {
                for entry in section.entries { targets += self.targets(of: entry, in: section) }
            }
        }
        if let state = try? root.section("state"), let file = state.texts("file").first {
            targets.append(Target(path: file.1, position: file.0.position, keyPath: state.path(to: "file")))
        }
        return targets
    }

    private static func targets(of entry: CheckedSection.Entry, in section: CheckedSection) -> [Target] {
        let keyPath = section.path(to: entry.key)
        guard let inner = entry.item.value.section else {
            return [entry.item].compactMap { item in
                item.value.template.map { Target(path: $0.text, position: item.position, keyPath: keyPath) }
            }
        }
        var targets = ["path", "totals"].compactMap { key in
            inner.item(key).flatMap { item in
                item.value.template.map { Target(path: $0.text, position: item.position, keyPath: inner.path(to: key)) }
            }
        }
        if entry.key == "csv", inner.item("totals") == nil, let path = inner.item("path"),
            let totals = path.value.template?.totals
        {
            targets.append(Target(path: totals.text, position: path.position, keyPath: keyPath))
        }
        return targets
    }

    private static func inputs(of root: CheckedSection) -> Set<String> {
        guard let read = try? root.section("read") else { return [] }
        return Set(read.texts("files").map { normal($0.1) })
    }

    /// Without `./` and doubled slashes; links and `..` are not followed.
    private static func normal(_ path: String) -> String {
        let parts = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
        return path.hasPrefix("/") ? "/" + parts : parts
    }
}

extension PathTemplate {
    /// Where a report's totals go unless the file says it; nil beside standard output.
    var totals: PathTemplate? { isStandardOutput ? nil : inserting("-totals") }
}
