import Foundation
import Observables
import PipelineFile
package import Reports
package import Tabular
import ThreatConnect

/// An input that comes from ThreatConnect.
package struct MadeInput: Sendable {
    package let input: InputSource
    package let description: SourceDescription
}

/// Why a source cannot be opened.
package struct SourceError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String
}

/// Opens what `read` names beside files.
struct SourceOpener {
    let specification: PipelineSpecification
    let client: ThreatConnectClient
    let now: @Sendable () -> Int

    /// - Returns: nil where records do not come from ThreatConnect.
    /// - Throws: ``SourceError`` for an incident that does not exist, `RunStoppingError`.
    func open() async throws -> MadeInput? {
        switch specification.read.input {
        case .files, .standardInput, .values: nil
        case .incident(let id): try await incident(id)
        case .indicators(let feed): indicators(feed)
        }
    }

    private var owner: String? { specification.threatConnect.owners.first }

    private func incident(_ id: Int64) async throws -> MadeInput {
        let incident: Incident
        switch try await client.incident(id: id, owner: owner) {
        case .success(let found?): incident = found
        case .success(nil):
            let place = owner.map { " of '\($0)'" } ?? " of the API user's own organisation"
            throw SourceError(description: "there is no incident \(id)\(place); check the id and 'owners'")
        case .failure(let failure):
            throw SourceError(description: "the incident \(id) could not be read: \(failure.detail)")
        }
        let tags = try await tags(of: id)
        let name = incident.name
        let writer = FeedRecords(
            format: specification.read.resolvedFormat,
            incident: .init(id: id, name: name, tags: tags)
        )
        let pages = client.incidentIndicatorPages(id: id, owner: owner, includes: [.tags, .additional])
        let title = "incident \(id)" + (name.isEmpty ? "" : ": \(name)")
        return MadeInput(
            input: .stream(PageStream(name: "incident \(id)", lists: [(nil, pages)], writer: writer).stream),
            description: SourceDescription(title: title, tags: tags)
        )
    }

    private func tags(of id: Int64) async throws -> [String] {
        var tags: [String] = []
        do {
            for try await page in client.incidentTagPages(id: id, owner: owner) {
                tags += page.items.compactMap { $0["name"]?.text }
            }
        } catch let failure as LookupFailure {
            throw SourceError(description: "the tags of incident \(id) could not be read: \(failure.detail)")
        }
        return tags
    }

    private func indicators(_ feed: IndicatorFeed) -> MadeInput {
        let owner = feed.owner ?? owner
        let types: [IndicatorType?] =
            feed.types.isEmpty ? [nil] : feed.types.map { IndicatorType.builtIn(named: $0) }
        let lists = types.map { type in
            let pages = client.indicatorPages(
                type: type,
                owner: owner,
                filters: feed.filters.compactMap { ListFilter($0) },
                modifiedSince: feed.modifiedSince.map(instant),
                includes: [.tags, .additional]
            )
            return (type, pages)
        }
        let what = feed.types.isEmpty ? "indicators" : "indicators (\(feed.types.joined(separator: ", ")))"
        let writer = FeedRecords(format: specification.read.resolvedFormat, incident: nil)
        return MadeInput(
            input: .stream(PageStream(name: what, lists: lists, writer: writer).stream),
            description: SourceDescription(title: "\(what) of \(owner ?? "the own organisation")")
        )
    }

    private func instant(_ since: IndicatorFeed.Since) -> String {
        switch since {
        case .instant(let text): text
        case .ago(let duration): UTC.timestamp(now() - Int(duration.components.seconds))
        }
    }
}
