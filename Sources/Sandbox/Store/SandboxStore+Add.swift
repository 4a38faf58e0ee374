import GRDB
import Observables

/// What storing did.
package struct AddedCount: Sendable, Hashable {
    package var added = 0
    /// The owner had a copy already, which took over what the new one says.
    package var merged = 0
}

extension SandboxStore {
    /// Stores indicators in one transaction, ids ascending in their order.
    ///
    /// An owner that is not known is added as a `Source`. A copy that exists is updated like a repeated POST: given ratings
    /// replace, tags and attributes are appended.
    ///
    /// - Parameter existing: What to do about a copy that exists.
    @discardableResult
    package func add(_ indicators: [NewIndicator], existing: ExistingCopy = .update) throws -> AddedCount {
        var newOwners: [Owner] = []
        let count = try database.write { db in
            var inserter = try IndicatorInserter(db: db, types: types, existing: existing)
            for indicator in indicators {
                try inserter.insert(indicator, owner: owner(of: indicator, adding: &newOwners, db))
            }
            return inserter.count
        }
        newOwners.forEach(remember)
        return count
    }

    package enum ExistingCopy: Sendable {
        case update, keep
    }

    private func owner(of indicator: NewIndicator, adding added: inout [Owner], _ db: Database) throws -> Owner {
        guard let name = indicator.owner, name != organisation.name else { return organisation }
        if let known = owner(named: name) ?? added.first(where: { $0.name == name }) { return known }
        let owner = try Owner.find(name, orAddAs: .source, db)
        added.append(owner)
        return owner
    }
}
