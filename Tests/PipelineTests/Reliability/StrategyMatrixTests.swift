import Observables
import Pipeline
import Sandbox
import Testing
import ThreatConnect

/// Every fault against every strategy that asks while it runs; snapshots have ``SnapshotMatrixTests``.
@Suite(.serialized)
struct StrategyMatrixTests {
    struct Strategy: Sendable, CustomTestStringConvertible {
        let name: String
        /// Keys of the section `enrich`.
        let enrich: String
        let asksForLists: Bool

        var testDescription: String { name }

        static let all = [
            Self(name: "lookup", enrich: "", asksForLists: false),
            Self(name: "query", enrich: ", strategy: query, query: {linger: 0ms}", asksForLists: true),
            Self(
                name: "query with small requests",
                enrich: ", strategy: query, query: {linger: 0ms, max_request_bytes: 500}",
                asksForLists: true
            ),
        ]
    }

    /// What the sandbox knows about each value.
    private static let truth = [
        ("198.51.100.7", "hit,,2,Example Org"), ("203.0.113.9", "absent,,,"), ("10.0.0.1", "skipped,private,,"),
        ("198.51.100.8", "hit,,3,Example Org"), ("203.0.113.5", "absent,,,"),
    ]
    private static let poison = ["198.51.100.7", "203.0.113.9"]

    @Test(arguments: MatrixFault.all, Strategy.all)
    func everyValueHasItsStateAndNoRowIsLost(fault: MatrixFault, strategy: Strategy) async throws {
        for span in MatrixSpan.allCases {
            let targets = RecordedTargets(poison: Self.poison, times: span.times)
            var trial = try FaultRun()
            for value in Self.poison {
                trial.sandbox.faults.add(FaultRule(fault.fault, contains: value, times: span.times))
            }
            trial.settings = fault.settings
            trial.enrich = strategy.enrich
            trial.sandbox.wrapTransport = targets.wrap
            if case .stop = fault.effect {
                let error = try await trial.stop(Self.truth.map(\.0))
                #expect(error.code == .clockSkew)
                #expect(try trial.folder.names() == ["in.csv"])
                continue
            }
            let result = try await trial.run(Self.truth.map(\.0))
            try check(trial, result, targets, isHarmless: fault.isHarmless(strategy.asksForLists), "\(span)")
        }
    }

    private func check(
        _ trial: FaultRun,
        _ result: RunResult,
        _ targets: RecordedTargets,
        isHarmless: Bool,
        _ span: Comment
    ) throws {
        let rows = try trial.rows()
        #expect(rows.count == Self.truth.count, span)
        var failed = 0
        for (row, (value, truth)) in zip(rows, Self.truth) {
            let asked = targets.sent.filter { $0.target.contains(value) }
            let isAnswered = asked.contains { isHarmless || !$0.isFaulted } || truth.hasPrefix("skipped")
            if isAnswered {
                #expect(row == "\(value),\(truth)", span)
            } else {
                failed += 1
                #expect(row.hasPrefix("\(value),failed,"), span)
            }
        }
        #expect(try trial.rejected().count == failed, span)
        let counts = result.manifest.observables
        #expect(counts.failed == failed && counts.hit + counts.absent + counts.skippedTotal == 5 - failed, span)
        #expect(result.isClean == (failed == 0), span)
        #expect(Set(targets.sent.map(\.origin)).count == 1, "nothing goes to another host")
    }
}

extension MatrixFault {
    fileprivate func isHarmless(_ asksForLists: Bool) -> Bool {
        switch effect {
        case .none: true
        case .lossOfLists: !asksForLists
        case .loss, .stop: false
        }
    }
}
