import Observables
import Pipeline
import PipelineFile
import TestSupport
import Testing
import ThreatConnect

/// What is written, given what the rules want and what is there. Pure.
struct WritePlannerTests {
    private let address = Observable(kind: .address, canonical: "203.0.113.7")

    private func copy(_ change: (inout IndicatorCopy) -> Void = { _ in }) -> IndicatorCopy {
        var copy = IndicatorCopy(id: 7, observable: address, ownerName: "Example Org", summary: "203.0.113.7")
        (copy.rating, copy.confidence, copy.tags) = (3, 50, ["Phishing"])
        copy.attributes = [
            AttributeCopy(id: 1, type: "Description", value: "old", displayed: false, source: nil),
            AttributeCopy(id: 2, type: "Description", value: "shown", displayed: true, source: nil),
        ]
        change(&copy)
        return copy
    }

    private func writes(_ copy: IndicatorCopy?, _ wish: (inout DesiredState) -> Void) -> [WriteOperation] {
        var desired = DesiredState()
        wish(&desired)
        return WritePlanner(desired: desired, copy: copy).writes().map(\.operation)
    }

    private func attribute(_ value: String, _ mode: AttributeRule.Mode, type: String = "Description")
        -> DesiredState.Wish<DesiredAttribute>
    {
        .init(DesiredAttribute(type: type, value: value, mode: mode), rule: "r")
    }

    @Test func nothingIsWrittenWhenAllIsSo() {
        let operations = writes(copy { $0.falsePositiveReportedByUser = true }) { desired in
            desired.creatingRule = "r"
            desired.rating = .init(3, rule: "r")
            desired.confidence = .init(50, rule: "r")
            desired.active = .init(true, rule: "r")
            desired.falsePositive = .init(true, rule: "r")
            desired.tags = [.init("phishing", rule: "r")]
            desired.attributes = [attribute("shown", .append), attribute("shown", .replace), attribute("new", .once)]
        }
        #expect(operations.isEmpty)
    }

    @Test func oneUpdateHoldsEveryMemberThatDiffersAndWhatItReplaces() {
        let operations = writes(copy()) { desired in
            desired.rating = .init(5, rule: "a")
            desired.confidence = .init(50, rule: "a")
            desired.tags = [.init("Phishing", rule: "a"), .init("Blocked", rule: "b")]
        }
        let expected = WriteOperation.update(
            id: 7,
            IndicatorValues(rating: 5, tags: ["Blocked"]),
            previous: IndicatorValues(rating: 3)
        )
        #expect(operations == [expected])
    }

    @Test func unsetIsNotZero() {
        let operations = writes(copy { ($0.rating, $0.confidence) = (nil, nil) }) { desired in
            desired.rating = .init(0, rule: "r")
            desired.confidence = .init(0, rule: "r")
        }
        #expect(operations == [.update(id: 7, IndicatorValues(rating: 0, confidence: 0), previous: IndicatorValues())])
    }

    @Test func replaceChangesTheShownAttribute() throws {
        let operations = writes(copy()) { $0.attributes = [attribute("new", .replace)] }
        guard case .updateAttribute(let written, let previous)? = operations.first else {
            Issue.record("\(operations)")
            return
        }
        #expect((written.id, written.value) == (2, "new"))
        #expect((previous.id, previous.value) == (2, "shown"))
    }

    @Test func appendAddsAnotherAndOnceAddsNoSecond() {
        let appended = writes(copy()) { $0.attributes = [attribute("new", .append)] }
        #expect(appended == [.addAttribute(AttributeValue(attribute("new", .append).value))])
        #expect(writes(copy()) { $0.attributes = [attribute("new", .once)] }.isEmpty)
        let first = writes(copy()) { $0.attributes = [attribute("new", .once, type: "Source")] }
        #expect(first.count == 1)
    }

    @Test func absentIndicatorIsCreatedOnlyWhereARuleSaysSo() {
        #expect(writes(nil) { $0.rating = .init(5, rule: "r") }.isEmpty)
        let operations = writes(nil) { desired in
            desired.creatingRule = "r"
            desired.rating = .init(5, rule: "r")
            desired.falsePositive = .init(true, rule: "r")
        }
        #expect(operations == [.create(IndicatorValues(rating: 5)), .reportFalsePositive])
    }

    @Test func falsePositiveIsReportedOnce() {
        func reported(_ flag: Bool?) -> [WriteOperation] {
            writes(copy { $0.falsePositiveReportedByUser = flag }) { $0.falsePositive = .init(true, rule: "r") }
        }
        #expect(reported(true).isEmpty)
        #expect(reported(false) == [.reportFalsePositive])
        #expect(reported(nil) == [.reportFalsePositive])
        #expect(writes(copy()) { $0.falsePositive = .init(false, rule: "r") }.isEmpty)
    }

    @Test func laterRuleWinsForOneValueAndListsAddUp() {
        var first = DesiredState()
        first.rating = .init(2, rule: "a")
        first.tags = [.init("one", rule: "a")]
        first.attributes = [attribute("x", .replace)]
        var second = DesiredState()
        second.rating = .init(4, rule: "b")
        second.tags = [.init("ONE", rule: "b"), .init("two", rule: "b")]
        second.attributes = [attribute("y", .replace), attribute("z", .append)]
        first.merge(second)
        #expect(first.rating?.value == 4)
        #expect(first.tags.map(\.value) == ["one", "two"])
        #expect(first.attributes.map(\.value.value) == ["y", "z"])
    }

    @Test func ledgerKeepsEveryOperationWhole() throws {
        let attribute = AttributeValue(
            AttributeCopy(id: 9, type: "Source", value: "a\n\"b\"", displayed: true, source: "s")
        )
        let group = GroupValue(GroupLink(id: 9_007_199_254_740_993, type: "Incident", name: "N"))
        let operations: [WriteOperation] = [
            .create(IndicatorValues(rating: 4.5, confidence: 0, active: false, tags: ["t"], groups: [group])),
            .update(id: 1 << 60, IndicatorValues(rating: 0), previous: IndicatorValues()),
            .addAttribute(attribute), .updateAttribute(attribute, previous: attribute), .reportFalsePositive,
        ]
        for operation in operations {
            let (payload, previous) = try operation.encoded()
            #expect(try WriteOperation(name: operation.name, payload: payload, previous: previous) == operation)
        }
        #expect(try WriteOperation(name: "merge", payload: "{}", previous: "{}") == nil)
    }
}

extension WritePlannerTests {
    /// What the server has after the writes.
    private func applying(_ operations: [WriteOperation], to attributes: [AttributeCopy]) -> [AttributeCopy] {
        operations.reduce(attributes) { attributes, operation in
            switch operation {
            case .addAttribute(let added):
                let id = (attributes.map(\.id).max() ?? 0) + 1
                let new = AttributeCopy(id: id, type: added.type, value: added.value, displayed: false, source: nil)
                return attributes + [new]
            case .updateAttribute(let written, _):
                return attributes.map { old in
                    guard old.id == written.id else { return old }
                    return AttributeCopy(
                        id: old.id,
                        type: old.type,
                        value: written.value,
                        displayed: old.displayed,
                        source: nil
                    )
                }
            default: return attributes
            }
        }
    }

    @Test func attributesInAnyModesAreWrittenOnceAndThenAreSo() {
        let seed = UInt64.random(in: 0...999_999)
        var random = SeededGenerator(seed: seed)
        let modes = AttributeRule.Mode.allCases
        for _ in 0..<2_000 {
            let wishes = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                attribute(["a", "b", "c"].randomElement(using: &random)!, modes.randomElement(using: &random)!)
            }
            var desired = DesiredState()
            for wish in wishes {
                var one = DesiredState()
                one.attributes = [wish]
                desired.merge(one)
            }
            let shown = Int.random(in: 0...3, using: &random)
            let values = ["a", "b", "d"].shuffled(using: &random).prefix(Int.random(in: 0...3, using: &random))
            let before = values.enumerated().map { index, value in
                AttributeCopy(
                    id: Int64(index + 1),
                    type: "Description",
                    value: value,
                    displayed: index == shown,
                    source: nil
                )
            }
            let first = writes(copy { $0.attributes = before }) { $0 = desired }
            let after = applying(first, to: before)
            let second = writes(copy { $0.attributes = after }) { $0 = desired }
            #expect(second.isEmpty, "\(wishes) on \(before), seed \(seed)")
            let added = first.compactMap { if case .addAttribute(let added) = $0 { added.value } else { nil } }
            #expect(Set(added).count == added.count, "\(wishes) on \(before), seed \(seed)")
            let appended = desired.attributes.filter { $0.value.mode == .append }.map(\.value.value)
            #expect(Set(after.map(\.value)).isSuperset(of: appended), "\(wishes), seed \(seed)")
        }
    }

    @Test func createdIndicatorGetsEachAttributeOnce() {
        let operations = writes(nil) { desired in
            desired.creatingRule = "r"
            desired.attributes = [attribute("x", .append), attribute("x", .replace), attribute("x", .once)]
        }
        guard case .create(let values)? = operations.first else {
            Issue.record("\(operations)")
            return
        }
        #expect(values.attributes?.map(\.value) == ["x"])
    }
}
