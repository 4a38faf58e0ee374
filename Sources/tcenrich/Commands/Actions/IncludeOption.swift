import ArgumentParser
import ThreatConnect

/// `--include`
enum IncludeOption: String, ExpressibleByArgument, CaseIterable {
    case tags
    case attributes
    case labels
    case additional

    var includes: Includes {
        switch self {
        case .tags: .tags
        case .attributes: .attributes
        case .labels: .labels
        case .additional: .additional
        }
    }
}

extension [IncludeOption] {
    var includes: Includes { reduce(into: []) { $0.formUnion($1.includes) } }
}

extension ListFilter: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}
