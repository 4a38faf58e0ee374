/// The indicator types of one store: the twelve of ``IndicatorType/all`` and those that an instance adds.
///
/// May be asked from any task.
final class TypeRegistry: Sendable {
    private struct Entries {
        var all = IndicatorType.all
        var byBranch = Dictionary(uniqueKeysWithValues: IndicatorType.all.map { ($0.branch, $0) })
        var byName = Dictionary(uniqueKeysWithValues: IndicatorType.all.map { ($0.name, $0) })
    }

    private let entries = Locked(Entries())

    /// In the order of their numbers.
    var all: [IndicatorType] { entries.withLock { $0.all } }

    func inBranch(_ branch: String) -> IndicatorType? { entries.withLock { $0.byBranch[branch] } }
    func named(_ name: String) -> IndicatorType? { entries.withLock { $0.byName[name] } }

    /// - Parameter number: As stored in the column `kind`; one that is not known reads as a type without a value.
    func numbered(_ number: Int) -> IndicatorType {
        if number < IndicatorType.all.count { return IndicatorType.all[number] }
        return entries.withLock { entries in
            number < entries.all.count ? entries.all[number] : .further(number, "Unsupported", ["Value"], .sensitive)
        }
    }

    /// The type of an indicator that is about to be stored; nil where its custom type was never declared.
    func type(of new: NewIndicator) -> IndicatorType? {
        guard let name = new.customType else { return IndicatorType.of(new.kind) }
        return named(name)
    }

    /// Numbers must come without gaps, beginning with 12.
    func add(_ type: IndicatorType) {
        entries.withLock { entries in
            guard entries.byName[type.name] == nil else { return }
            entries.all.append(type)
            entries.byBranch[type.branch] = type
            entries.byName[type.name] = type
        }
    }
}
