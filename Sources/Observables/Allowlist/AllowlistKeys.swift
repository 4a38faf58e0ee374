/// Texts of any number of lists in one hash table: finding one costs the same however many there are.
struct AllowlistKeys: Sendable {
    /// How a text is compared: one table holds all three.
    enum Form: UInt8, Sendable {
        /// Letter for letter.
        case exact
        /// In lower case.
        case folded
        /// A host name that stands for all names below it, in lower case.
        case hostname
    }

    struct Key: Sendable {
        let form: Form
        let bytes: [UInt8]
        let list: Int
    }

    /// Upper half of the hash, and the number of the text plus one; 0 is free.
    private var slots: [UInt64]
    private var texts: [UInt8] = []
    private var ends: [Int] = [0]
    private var forms: [Form] = []
    /// The lists that hold a text: a chain for each.
    private var lists: [Int32] = []
    private var next: [Int32] = []
    private var chains: [Int32] = []
    private let hash: KeyHash
    private let kinds: [ObservableKinds]

    /// - Parameter kinds: Of each list.
    init(_ keys: [Key], kinds: [ObservableKinds], seed: UInt64) {
        self.kinds = kinds
        hash = KeyHash(seed: seed)
        var capacity = 16
        while capacity < 2 * keys.count { capacity *= 2 }
        slots = [UInt64](repeating: 0, count: capacity)
        for key in keys { key.bytes.withUnsafeBufferPointer { insert($0, key) } }
    }

    var isEmpty: Bool { chains.isEmpty }

    /// The first list about `kind` that holds the text.
    func list(with bytes: Bytes, _ form: Form, kind: ObservableKind) -> Int? {
        guard let text = find(bytes, form, hash(bytes, tag: form.rawValue)).text else { return nil }
        var link = chains[text]
        while link >= 0 {
            let list = Int(lists[Int(link)])
            if kinds[list].contains(kind) { return list }
            link = next[Int(link)]
        }
        return nil
    }

    private func find(_ bytes: Bytes, _ form: Form, _ hash: UInt64) -> (slot: Int, text: Int?) {
        slots.withUnsafeBufferPointer { slots in
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] != 0 {
                if slots[slot] >> 32 == hash >> 32, holds(bytes, form, Int(slots[slot] & 0xFFFF_FFFF) - 1) {
                    return (slot, Int(slots[slot] & 0xFFFF_FFFF) - 1)
                }
                slot = (slot + 1) & (slots.count - 1)
            }
            return (slot, nil)
        }
    }

    private func holds(_ bytes: Bytes, _ form: Form, _ text: Int) -> Bool {
        let start = ends[text]
        guard forms[text] == form, ends[text + 1] - start == bytes.count else { return false }
        return texts.withUnsafeBufferPointer { texts in
            for index in 0..<bytes.count where texts[start + index] != bytes[index] { return false }
            return true
        }
    }

    private mutating func insert(_ bytes: Bytes, _ key: Key) {
        let hash = hash(bytes, tag: key.form.rawValue)
        let (slot, known) = find(bytes, key.form, hash)
        let text = known ?? chains.count
        if known == nil {
            slots[slot] = (hash >> 32) << 32 | UInt64(text + 1)
            texts += bytes
            ends.append(texts.count)
            forms.append(key.form)
            chains.append(-1)
        }
        append(key.list, to: text)
    }

    /// At the end of the chain, so that the first list in the file's order is found first.
    private mutating func append(_ list: Int, to text: Int) {
        let link = Int32(lists.count)
        var last = chains[text]
        if last < 0 { chains[text] = link }
        while last >= 0 {
            if lists[Int(last)] == Int32(list) { return }
            guard next[Int(last)] >= 0 else {
                next[Int(last)] = link
                break
            }
            last = next[Int(last)]
        }
        lists.append(Int32(list))
        next.append(-1)
    }
}
