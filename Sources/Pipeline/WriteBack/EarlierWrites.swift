import State

/// What a run had written before it was interrupted: counted with what it writes when it goes on.
struct EarlierWrites: Sendable {
    fileprivate struct Target: Hashable {
        let type: String
        let value: String
        let owner: String
    }

    private var created: Set<Target> = []
    private var changed: Set<Target> = []
    private(set) var count = 0

    init() {}

    init(_ entries: [LedgerEntry]) {
        for entry in entries where entry.state == .done && entry.undoneAt == nil {
            let target = Target(type: entry.type, value: entry.value, owner: entry.owner)
            if entry.operation == WriteOperation.creating { created.insert(target) } else { changed.insert(target) }
            count += 1
        }
    }

    func created(_ target: WriteTarget) -> Bool { created.contains(Target(target)) }
    func changed(_ target: WriteTarget) -> Bool { changed.contains(Target(target)) }
}

extension EarlierWrites.Target {
    fileprivate init(_ target: WriteTarget) {
        self.init(type: target.observable.kind.name, value: target.observable.canonical, owner: target.owner ?? "")
    }
}
