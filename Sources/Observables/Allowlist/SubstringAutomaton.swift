/// Finds any of many texts in a value with one pass over its bytes (Aho and Corasick 1975). Upper and lower case are one.
///
/// States are numbered level by level, so that the children of a state stand side by side and need no edges: 14 bytes a state.
struct SubstringAutomaton: Sendable {
    struct Pattern: Sendable {
        /// In lower case, not empty.
        let bytes: [UInt8]
        let list: Int
    }

    private let patterns: [Pattern]
    private let kinds: [ObservableKinds]
    /// The byte that leads to each state.
    private var labels: [UInt8] = [0]
    /// The first child of each state; its children end where those of the next state begin.
    private var children: [Int32] = []
    /// The state of the longest proper suffix.
    private var fallbacks: [Int32] = [0]
    /// The patterns that end in a state, as a range of ``patterns``.
    private var found: [Range<Int32>] = []
    /// The kinds of all lists of which a pattern ends here or in a fallback.
    private var reach: [ObservableKinds] = []
    private var roots = [Int32](repeating: 0, count: 256)

    /// - Parameter kinds: Of each list.
    init(_ patterns: [Pattern], kinds: [ObservableKinds]) {
        self.patterns = patterns.enumerated().sorted { left, right in
            if left.element.bytes == right.element.bytes { return left.offset < right.offset }
            return left.element.bytes.lexicographicallyPrecedes(right.element.bytes)
        }.map(\.element)
        self.kinds = kinds
        build()
        for state in 1..<max(labels.count, 1) where state < Int(children[1]) {
            roots[Int(labels[state])] = Int32(state)
        }
        link()
    }

    var isEmpty: Bool { patterns.isEmpty }

    /// The first list about `kind` of which an entry stands in the value.
    func list(in bytes: Bytes, kind: ObservableKind) -> Int? {
        var state = 0
        for byte in bytes {
            state = step(state, byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
            if reach[state].contains(kind) { return list(endingIn: state, kind) }
        }
        return nil
    }

    private func list(endingIn state: Int, _ kind: ObservableKind) -> Int? {
        var state = state
        while state != 0 {
            for index in found[state] where kinds[patterns[Int(index)].list].contains(kind) {
                return patterns[Int(index)].list
            }
            state = Int(fallbacks[state])
        }
        return nil
    }

    @inline(__always)
    private func step(_ start: Int, _ byte: UInt8) -> Int {
        var state = start
        while state != 0 {
            if let child = child(of: state, byte) { return child }
            state = Int(fallbacks[state])
        }
        return Int(roots[Int(byte)])
    }

    @inline(__always)
    private func child(of state: Int, _ byte: UInt8) -> Int? {
        var (low, high) = (Int(children[state]), Int(children[state + 1]))
        while high - low > 8 {
            let middle = (low + high) / 2
            if labels[middle] <= byte { low = middle } else { high = middle }
        }
        while low < high {
            if labels[low] == byte { return low }
            low += 1
        }
        return nil
    }

    /// Makes the states level by level: each is the stretch of sorted patterns that begin alike.
    private mutating func build() {
        var stretches = [0..<patterns.count]
        var depths = [0]
        var state = 0
        while state < stretches.count {
            let depth = depths[state]
            var start = stretches[state].lowerBound
            let end = stretches[state].upperBound
            while start < end, patterns[start].bytes.count == depth { start += 1 }
            found.append(Int32(stretches[state].lowerBound)..<Int32(start))
            children.append(Int32(stretches.count))
            while start < end {
                let label = patterns[start].bytes[depth]
                var next = start
                while next < end, patterns[next].bytes[depth] == label { next += 1 }
                stretches.append(start..<next)
                depths.append(depth + 1)
                labels.append(label)
                start = next
            }
            state += 1
        }
        children.append(Int32(stretches.count))
    }

    /// In the order of the states, so that what is nearer to the root is known already.
    private mutating func link() {
        fallbacks = [Int32](repeating: 0, count: labels.count)
        reach = [ObservableKinds](repeating: [], count: labels.count)
        for state in 0..<labels.count {
            for child in Int(children[state])..<Int(children[state + 1]) {
                if state != 0 { fallbacks[child] = Int32(step(Int(fallbacks[state]), labels[child])) }
                reach[child] = reach[Int(fallbacks[child])]
                for index in found[child] { reach[child].formUnion(kinds[patterns[Int(index)].list]) }
            }
        }
    }
}
