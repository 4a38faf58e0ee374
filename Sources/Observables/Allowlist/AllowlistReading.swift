/// Takes the entries of lists apart into what the matcher's parts are made from.
struct AllowlistReading {
    private let hostReader = DeclaredReader(kind: .host)
    private(set) var keys: [AllowlistKeys.Key] = []
    private(set) var blocks: [(block: AddressBlock, payload: Int)] = []
    private(set) var substrings: [SubstringAutomaton.Pattern] = []
    private(set) var patterns: [(pattern: AllowlistPattern, list: Int)] = []

    /// - Parameter index: Of the list.
    mutating func add(_ list: Allowlist, _ index: Int) throws(AllowlistEntryError) {
        let detector = Detector(kinds: list.kinds.intersection(.detectable))
        for (number, entry) in list.entries.enumerated() where !entry.isEmpty {
            do throws(AllowlistPattern.Problem) {
                switch list.type {
                case .string: addString(entry, index, detector)
                case .hostname: addHostname(entry, index)
                case .substring: substrings.append(.init(bytes: Array(entry.lowercased().utf8), list: index))
                case .cidr: try addBlock(entry, index)
                case .regex: patterns.append((try AllowlistPattern(entry), index))
                }
            } catch {
                throw AllowlistEntryError(list: index, entry: number, text: entry, problem: error.text)
            }
        }
    }

    /// As it stands, and as it would stand in an observable: lists write hashes in lower case and IPv6 addresses short.
    private mutating func addString(_ entry: String, _ list: Int, _ detector: Detector) {
        var exact = [entry]
        if let canonical = detector.observable(in: entry)?.canonical, canonical != entry { exact.append(canonical) }
        for text in exact {
            keys.append(.init(form: .exact, bytes: Array(text.utf8), list: list))
            keys.append(.init(form: .folded, bytes: Array(text.lowercased().utf8), list: list))
        }
    }

    /// A dot in front means the same with and without.
    private mutating func addHostname(_ entry: String, _ list: Int) {
        let name = entry.drop { $0 == "." }
        let canonical = hostReader.observable(in: String(name))?.canonical
        keys.append(.init(form: .hostname, bytes: Array((canonical ?? name.lowercased()).utf8), list: list))
    }

    private mutating func addBlock(_ entry: String, _ list: Int) throws(AllowlistPattern.Problem) {
        guard let block = AddressBlock(entry) else {
            throw AllowlistPattern.Problem(text: "this is no address and no block such as 198.51.100.0/24")
        }
        blocks.append((block, list))
    }
}
