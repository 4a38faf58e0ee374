import GRDB

/// What went wrong with one item of a batch.
struct BatchProblem: Error, Sendable {
    enum Code: String, Sendable {
        case permission = "0x1002"
        case syntax = "0x1003"
        case invalidIndicator = "0x1005"
        case invalidGroup = "0x1006"
        case notFound = "0x1007"
        case indicatorLimit = "0x1008"
        case association = "0x1009"
        case partialLoss = "0x2001"
    }

    let code: Code
    /// The item.
    let source: String
    let reason: String

    /// A partial loss leaves the item stored.
    var severity: String { code == .partialLoss ? "Warn" : "Error" }
}

/// Runs one batch within a transaction. Each item is stored or fails by itself.
struct BatchJob {
    static let mostIndicators = 25_000

    let session: StoreSession
    let rules: ServerRules
    let configuration: BatchConfiguration
    let owner: Owner
    private(set) var successCount = 0
    private(set) var unprocessedCount = 0
    private(set) var problems: [BatchProblem] = []

    init(session: StoreSession, rules: ServerRules, configuration: BatchConfiguration, owner: Owner) {
        self.session = session
        self.rules = rules
        self.configuration = configuration
        self.owner = owner
    }

    var errorCount: Int { problems.count { $0.severity == "Error" } }

    /// - Parameter content: nil for a body that is no JSON object.
    mutating func run(_ content: JSONNode?) throws {
        guard let content, content.members != nil else {
            problems.append(BatchProblem(code: .syntax, source: "content", reason: "The batch file is not valid JSON"))
            return
        }
        let groups = content["group"]?.list ?? []
        let indicators = content["indicator"]?.list ?? []
        let associations = content["association"]?.list ?? []
        guard indicators.count <= Self.mostIndicators else {
            let reason = "The batch would exceed the number of allowed indicators, \(Self.mostIndicators)"
            problems.append(BatchProblem(code: .indicatorLimit, source: "content", reason: reason))
            unprocessedCount = groups.count + indicators.count
            return
        }
        var isHalted = false
        func each(_ items: [JSONNode], _ store: (inout BatchJob, JSONNode) throws -> Void) throws {
            for item in items {
                guard !isHalted else {
                    unprocessedCount += 1
                    continue
                }
                isHalted = try !one(item, store) && configuration.haltOnError
            }
        }
        switch configuration.action {
        case .create:
            try each(groups) { try $0.storeGroup($1) }
            try each(indicators) { try $0.storeIndicator($1) }
            if !isHalted { try linkGroups(groups) }
            try each(associations) { try $0.storeAssociation($1) }
        case .delete:
            try each(indicators) { try $0.deleteIndicator($1) }
            try each(groups) { try $0.deleteGroup($1) }
        }
    }

    /// Returns whether the item succeeded. What a failing item has written is undone.
    private mutating func one(_ item: JSONNode, _ store: (inout BatchJob, JSONNode) throws -> Void) throws -> Bool {
        var problem: BatchProblem?
        var job = self
        try session.db.inSavepoint {
            do {
                try store(&job, item)
                return .commit
            } catch let failure as BatchProblem {
                problem = failure
                return .rollback
            }
        }
        if let problem {
            problems.append(problem)
            return false
        }
        self = job
        successCount += 1
        return true
    }

    mutating func warn(_ source: String, _ reason: String) {
        problems.append(BatchProblem(code: .partialLoss, source: source, reason: reason))
    }
}
