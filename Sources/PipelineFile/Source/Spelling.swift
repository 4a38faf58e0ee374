/// Finds what somebody probably meant.
package enum Spelling {
    /// The candidate nearest to `word`, when it is near: at most a third of its letters differ. Letter case,
    /// `-` and `_` do not count.
    package static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        guard word.unicodeScalars.count <= 64 else { return nil }
        let sought = folded(word)
        let ranked = candidates.map { (distance(sought, folded($0)), $0) }
        guard let best = ranked.min(by: { $0 < $1 }), best.1 != word else { return nil }
        return best.0 <= max(1, sought.count / 3) && best.0 < sought.count ? best.1 : nil
    }

    private static func folded(_ word: String) -> [Unicode.Scalar] {
        Array(word.lowercased().unicodeScalars.filter { $0 != "_" && $0 != "-" && $0 != " " })
    }

    /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
    static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var (older, previous) = ([Int](), Array(0...right.count))
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let replaced = previous[column] + (left[row] == right[column] ? 0 : 1)
                var best = min(replaced, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, older[column - 1] + 1)
                }
                current.append(best)
            }
            (older, previous) = (previous, current)
        }
        return previous[right.count]
    }
}
