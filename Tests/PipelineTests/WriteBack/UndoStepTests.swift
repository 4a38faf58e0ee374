import Observables
import Pipeline
import Testing
import ThreatConnect

/// What takes a write back. Pure.
struct UndoStepTests {
    private let address = Observable(kind: .address, canonical: "203.0.113.7")

    private func copy(_ change: (inout IndicatorCopy) -> Void = { _ in }) -> IndicatorCopy {
        var copy = IndicatorCopy(id: 7, observable: address, ownerName: "Example Org", summary: "203.0.113.7")
        (copy.rating, copy.tags) = (5, ["old", "New"])
        copy.attributes = [AttributeCopy(id: 2, type: "Description", value: "written", displayed: true, source: nil)]
        change(&copy)
        return copy
    }

    private func step(_ operation: WriteOperation, _ copy: IndicatorCopy?, remote: Int64? = nil) -> UndoStep {
        UndoStep(operation, remoteID: remote, in: copy, ownAttributes: [])
    }

    private func value(_ text: String, id: Int64? = 2) -> AttributeValue {
        var value = AttributeValue(
            AttributeCopy(id: 2, type: "Description", value: text, displayed: true, source: nil)
        )
        value.id = id
        return value
    }

    @Test func updateGivesBackTheOldRatingAndTakesOnlyItsOwnTags() {
        let operation = WriteOperation.update(
            id: 7,
            IndicatorValues(rating: 5, tags: ["new"]),
            previous: IndicatorValues(rating: 3)
        )
        let expected = IndicatorChange(rating: 3, tags: ListChange(.delete, ["new"]))
        #expect(step(operation, copy()).actions == [.change(id: 7, expected)])
        #expect(step(operation, copy()).remains.isEmpty)
    }

    @Test func whatWasChangedSinceStays() {
        let operation = WriteOperation.update(id: 7, IndicatorValues(rating: 5), previous: IndicatorValues(rating: 3))
        let step = step(operation, copy { $0.rating = 1 })
        #expect(step.actions.isEmpty)
        #expect(step.remains == ["rating stays 1: it was changed since the run wrote 5"])
    }

    @Test func undoingTwiceDoesNothing() {
        let operation = WriteOperation.update(
            id: 7,
            IndicatorValues(rating: 5, tags: ["new"]),
            previous: IndicatorValues(rating: 3)
        )
        #expect(step(operation, copy { ($0.rating, $0.tags) = (3, ["old"]) }).isRestored)
        #expect(step(.addAttribute(value("written", id: nil)), copy { $0.attributes = [] }, remote: 2).isRestored)
    }

    @Test func ratingThatWasUnsetCannotBeRemoved() {
        let operation = WriteOperation.update(id: 7, IndicatorValues(rating: 5), previous: IndicatorValues())
        let step = step(operation, copy())
        #expect(step.actions.isEmpty)
        #expect(step.remains == ["rating stays 5: there was none, and the API cannot remove one"])
    }

    @Test func addedAttributeIsDeletedUnlessItWasChanged() {
        let operation = WriteOperation.addAttribute(value("written", id: nil))
        #expect(step(operation, copy(), remote: 2).actions == [.deleteAttribute(id: 2)])
        let changed = step(operation, copy { $0.attributes = [] }, remote: 3)
        #expect(changed.isRestored)
        let other = step(.addAttribute(value("other", id: nil)), copy(), remote: 2)
        #expect(other.actions.isEmpty && other.remains.count == 1)
    }

    @Test func changedAttributeGetsItsOldValue() {
        let operation = WriteOperation.updateAttribute(value("written"), previous: value("before"))
        #expect(step(operation, copy()).actions == [.restoreAttribute(value("before"))])
    }

    @Test func createdIndicatorIsDeletedUnlessSomebodyAddedToIt() {
        let operation = WriteOperation.create(IndicatorValues(rating: 5, tags: ["old", "new"]))
        let untouched = copy { $0.attributes = [] }
        #expect(step(operation, untouched, remote: 7).actions == [.deleteIndicator(id: 7)])
        let touched = step(operation, copy(), remote: 7)
        #expect(touched.actions.isEmpty)
        #expect(touched.remains == ["it stays, because it was changed since: attributes"])
        #expect(step(operation, untouched, remote: 8).actions.isEmpty)
        #expect(step(operation, nil, remote: 7).isRestored)
    }

    @Test func falsePositiveCannotBeWithdrawn() {
        #expect(step(.reportFalsePositive, copy()).remains.count == 1)
    }
}
