import Observables
import ThreatConnect

/// Sends one write to the API call that does it.
struct WriteSender: Sendable {
    let client: ThreatConnectClient
    let target: WriteTarget

    /// - Returns: The id of the indicator or attribute that was made or changed, where the server says it.
    /// - Throws: `RunStoppingError`, when no further write can succeed.
    func send(_ operation: WriteOperation) async throws(RunStoppingError) -> Result<Int64?, WriteFailure> {
        let (observable, owner) = (target.observable, target.owner)
        switch operation {
        case .create(let values):
            return try await client.createIndicator(IndicatorDraft(observable, values), owner: owner).map(\.id)
        case .update(let id, let values, _):
            return try await client.updateIndicator(id: id, IndicatorChange(adding: values)).map { id }
        case .addAttribute(let attribute):
            return try await client.addAttribute(attribute.draft, to: observable, owner: owner).map(\.id)
        case .updateAttribute(let attribute, _):
            guard let id = attribute.id else { return .success(nil) }
            return try await client.updateAttribute(
                id: id,
                value: attribute.value,
                displayed: attribute.displayed,
                source: attribute.source,
                of: observable,
                owner: owner
            ).map(\.id)
        case .reportFalsePositive:
            return try await client.reportFalsePositive(of: observable, owner: owner).map { _ in nil }
        }
    }
}

extension IndicatorDraft {
    init(_ observable: Observable, _ values: IndicatorValues) {
        self.init(observable)
        rating = values.rating
        confidence = values.confidence
        active = values.active
        tags = (values.tags ?? []).map { .name($0) }
        securityLabels = values.securityLabels ?? []
        groups = (values.groups ?? []).map { .id($0.id) }
        attributes = (values.attributes ?? []).map(\.draft)
    }
}

extension IndicatorChange {
    /// Scalars replace, names and groups are added.
    init(adding values: IndicatorValues) { self.init(values, mode: .append) }

    /// Takes names and groups away again.
    init(removing values: IndicatorValues) { self.init(values, mode: .delete) }

    private init(_ values: IndicatorValues, mode: ListMode) {
        self.init()
        rating = values.rating
        confidence = values.confidence
        active = values.active
        tags = values.tags.map { mode.change($0) }
        securityLabels = values.securityLabels.map { mode.change($0) }
        groups = values.groups.map { mode.change($0.map { .id($0.id) }) }
    }
}

private enum ListMode {
    case append, delete

    func change<Element>(_ values: [Element]) -> ListChange<Element> {
        switch self {
        case .append: ListChange(.append, values)
        case .delete: ListChange(.delete, values)
        }
    }
}
