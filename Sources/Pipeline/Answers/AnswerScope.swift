import Foundation
import PipelineFile
import ThreatConnect

/// Everything besides the value that decides what the answer is: the cache keeps answers apart by it.
///
/// The strategy is not part of it: all strategies give the same answers.
struct AnswerScope: Encodable {
    let instance: String
    /// A digest; see `Credentials.identity`.
    let user: String
    /// In the order of asking, which decides between copies that weigh the same.
    let owners: [String]
    let members: UInt8
    let includesInactive: Bool

    init(_ specification: PipelineSpecification, _ settings: ConnectionSettings) {
        instance = "\(settings.url)"
        user = settings.credentials.identity
        owners = specification.threatConnect.owners
        members = specification.members.rawValue
        // `auto` takes `query` then.
        includesInactive =
            [.query, .auto].contains(specification.enrich.strategy) && specification.enrich.query.includesInactive
    }

    /// The same text for the same scope, in every version that knows no further parts.
    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
