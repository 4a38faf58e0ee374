import Foundation

/// The rules in force, in the order in which they were added, and how often each was met.
///
/// Shared by the server and by whoever switches faults on; may be called from any task.
package final class FaultSchedule: Sendable {
    /// A rule, the requests that fitted it, and those it hit.
    package struct Entry: Sendable, Hashable {
        package let rule: FaultRule
        package fileprivate(set) var met = 0
        package fileprivate(set) var hit = 0
    }

    private let entries = Locked<[Entry]>([])

    package init(_ rules: [FaultRule] = []) { add(rules) }

    package func add(_ rules: [FaultRule]) {
        entries.withLock { $0 += rules.map { Entry(rule: $0) } }
    }

    package func add(_ rule: FaultRule) { add([rule]) }

    package func clear() {
        entries.withLock { $0 = [] }
    }

    var isEmpty: Bool { entries.withLock { $0.isEmpty } }

    package var state: [Entry] { entries.withLock { $0 } }

    /// Counts one request and returns what it is to suffer: the latencies of all rules that hit it, and the first
    /// other fault. A request that has its fault is not counted by the rules behind.
    func admit(method: String, target: String) -> (latencyMilliseconds: Int, fault: Fault?) {
        entries.withLock { entries in
            guard !entries.isEmpty else { return (0, nil) }
            var latency = 0
            var fault: Fault?
            let decoded = target.removingPercentEncoding ?? target
            for index in entries.indices where entries[index].rule.fits(method, target, decoded) {
                switch entries[index].rule.fault {
                case .latency(let milliseconds): if entries[index].count() { latency += milliseconds }
                case let other where fault == nil: if entries[index].count() { fault = other }
                default: break
                }
            }
            return (latency, fault)
        }
    }
}

extension FaultRule {
    fileprivate func fits(_ method: String, _ target: String, _ decoded: String) -> Bool {
        if let wanted = self.method, wanted != method { return false }
        if let pathPrefix, !target.hasPrefix(pathPrefix) { return false }
        if let contains, !target.contains(contains), !decoded.contains(contains) { return false }
        return true
    }
}

extension FaultSchedule.Entry {
    /// Counts a request that fits and returns whether it is hit.
    fileprivate mutating func count() -> Bool {
        defer { met += 1 }
        guard met >= rule.skip, (met - rule.skip) % rule.every == 0, hit < rule.times ?? .max else { return false }
        hit += 1
        return true
    }
}
