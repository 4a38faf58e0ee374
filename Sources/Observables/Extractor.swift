/// Finds observables in free text: messages, command lines, mail bodies, lists.
///
/// What counts is what ``Detector`` accepts, with these differences:
///
/// - URLs need one of the schemes of ``TextURL``; their host must be an address or have at least two labels. The end
///   is a blank, quote, angle bracket, bar or Unicode punctuation; punctuation before the end does not belong to it.
/// - The host of a URL or a mail address is no find of its own, whatever kinds are asked for.
/// - A name with a path but no scheme (`example.com/x`) gives the Host. Other parts of a path give nothing.
/// - Names that end like a file (`.sh`, `.py`, `.zip` …) or like a sentence (`done.In`) are no hosts.
/// - An IPv6 address needs a digit or three groups, so that `Foo::Bar` is none.
/// - CJK text ends a name: it is written without blanks.
package struct Extractor: Sendable {
    private let kinds: ObservableKinds
    private let reader = ValueReader(kinds: .detectable)

    /// - Parameter kinds: what to look for; only detectable kinds are ever found.
    package init(kinds: ObservableKinds) { self.kinds = kinds }

    /// Appends what `bytes` holds in order of appearance, leaving out what `found` holds already.
    ///
    /// Takes time and memory linear in the length of any text.
    ///
    /// - Returns: The number of bytes looked at, counted each time: what "linear" is measured by.
    @discardableResult
    package func observables(in bytes: UnsafeBufferPointer<UInt8>, into found: inout [Observable]) -> Int {
        var finds = Finds(kinds: kinds, list: found)
        found = []
        defer { found = finds.list }
        guard reader.table.classes(of: bytes).contains(.bracket) else { return scan(bytes, &finds) }
        let fanged = Refang.refang(bytes)
        return fanged.withUnsafeBufferPointer { scan($0, &finds) } + bytes.count
    }

    private func scan(_ text: Bytes, _ finds: inout Finds) -> Int {
        var scanner = TextScanner(text: text, reader: reader)
        scanner.run(&finds)
        return scanner.work
    }
}

/// Finds in order, each once.
struct Finds {
    let kinds: ObservableKinds
    private(set) var list: [Observable]
    /// Made when the list is long enough for searching it to matter.
    private var known: Set<Observable> = []

    init(kinds: ObservableKinds, list: [Observable]) {
        self.kinds = kinds
        self.list = list
    }

    mutating func append(_ observable: Observable) {
        guard kinds.contains(observable.kind), isNew(observable) else { return }
        list.append(observable)
    }

    private mutating func isNew(_ observable: Observable) -> Bool {
        guard list.count >= 16 else { return !list.contains(observable) }
        if known.isEmpty { known = Set(list) }
        return known.insert(observable).inserted
    }
}
