import ArgumentParser
import Logging
import ThreatConnect

struct IncidentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incident",
        abstract: "Print the indicators and tags of incidents.",
        discussion: ActionHelp.connection,
        subcommands: [IncidentIndicatorsCommand.self, IncidentTagsCommand.self]
    )
}

struct IncidentIndicatorsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "indicators",
        abstract: "Print the indicators of incidents, one per line.",
        discussion: "GET /v2/groups/incidents/{id}/indicators, page by page."
    )

    @OptionGroup var incidents: IncidentOptions

    @Option(help: "Only this indicator type, such as Host or 'Registry Key'; else all types.")
    var type: String?

    @Option(help: "What to embed: tags, attributes, labels, additional; may be given several times.")
    var include: [IncludeOption] = []

    @OptionGroup var options: ActionOptions

    func run() async throws {
        try incidents.requireInput()
        try await options.perform(connections: 1) { [self] context in
            var listed: IndicatorType?
            if let type { listed = try await context.catalogue.type(named: type) }
            return try await incidents.run(context) { id, owner in
                context.client.incidentIndicatorPages(
                    id: id,
                    type: listed,
                    owner: owner,
                    includes: include.includes,
                    pageSize: ListRunner.pageSize(limit: incidents.limit)
                )
            }
        }
    }
}

struct IncidentTagsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tags",
        abstract: "Print the tags of incidents, one per line.",
        discussion: "GET /v2/groups/incidents/{id}/tags, page by page."
    )

    @OptionGroup var incidents: IncidentOptions
    @OptionGroup var options: ActionOptions

    func run() async throws {
        try incidents.requireInput()
        try await options.perform(connections: 1) { [self] context in
            try await incidents.run(context) { id, owner in
                context.client.incidentTagPages(
                    id: id,
                    owner: owner,
                    pageSize: ListRunner.pageSize(limit: incidents.limit)
                )
            }
        }
    }
}

struct IncidentOptions: ParsableArguments {
    @Argument(
        help:
            "Incident ids; '-', or none where standard input is no terminal: read from there, one per line, as text or as JSON object with an 'id'."
    )
    var ids: [String] = []

    @Option(help: "Print so many at most of each incident.")
    var limit: Int?

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1.") }
        for id in ids where id != "-" {
            guard let number = Int64(id), number > 0 else {
                throw ValidationError("an incident id is a positive whole number, not '\(id)'.")
            }
        }
        if ids.contains("-"), ids.count > 1 {
            throw ValidationError("'-' stands for standard input and cannot be mixed with ids.")
        }
    }

    func requireInput() throws {
        do { _ = try ActionInputs(ids) } catch let error as NoValues { throw ValidationError("\(error)") }
    }

    /// Prints the lists of one incident after the other.
    func run(
        _ context: ActionContext,
        pages: (Int64, String?) -> APIPages
    ) async throws -> Bool {
        var inputs = try ActionInputs(ids)
        var succeeded = true
        while let input = try await inputs.next() {
            guard let (id, owner) = Self.incident(input, context.logger) else {
                succeeded = false
                continue
            }
            let lists = (owner.map { [$0] } ?? context.owners).map { owner in
                (label: "incident \(id)" + (owner.map { " (owner \($0))" } ?? ""), pages: pages(id, owner))
            }
            succeeded = try await ListRunner(context: context, limit: limit).run(lists) && succeeded
        }
        return succeeded
    }

    private static func incident(
        _ input: Result<ActionInput, InputProblem>,
        _ logger: Logger
    ) -> (Int64, String?)? {
        switch input {
        case .failure(let problem):
            logger.error("\(problem)")
            return nil
        case .success(let input):
            guard let id = input.member("id", "incident")?.integer ?? input.text.flatMap({ Int64($0) }), id > 0 else {
                logger.error("\(input.label): an incident id is a positive whole number")
                return nil
            }
            return (id, input.owner)
        }
    }
}
