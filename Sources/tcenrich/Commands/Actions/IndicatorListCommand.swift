import ArgumentParser
import ThreatConnect

struct IndicatorListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Print the indicators of owners, one per line.",
        discussion: """
            GET /v2/indicators/{type}, or GET /v2/indicators for all types. Pages are asked for when they are needed: with --limit, \
            or when the reader of a pipe has seen enough, no more are.
            Without --owner only the API user's own organisation is listed, and only active indicators unless a filter says \
            otherwise: --filter active=true --filter active=false --any.
            """
    )

    @Option(help: "Only this indicator type, such as Host or 'Registry Key'; else all types.")
    var type: String?

    @Option(
        help: ArgumentHelp(
            "Condition such as 'rating>3', 'summary^www.' or 'active=false'; may be given several times.",
            discussion: "Operators: = < > and ^ for 'begins with'.",
            valueName: "condition"
        )
    )
    var filter: [ListFilter] = []

    @Flag(help: "One condition is enough; otherwise all must hold.")
    var any = false

    @Option(help: ArgumentHelp("Only what was modified since then.", valueName: "2026-01-31T00:00:00Z"))
    var modifiedSince: String?

    @Option(help: "What to embed: tags, attributes, labels, additional; may be given several times.")
    var include: [IncludeOption] = []

    @Option(help: "Print so many at most.")
    var limit: Int?

    @OptionGroup var options: ActionOptions

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1.") }
        if let modifiedSince, ServerDate.normalised(modifiedSince) == nil {
            throw ValidationError("--modified-since must be a time such as 2026-01-31T00:00:00Z.")
        }
    }

    func run() async throws {
        try await options.perform(connections: 1) { [self] context in
            var listed: IndicatorType?
            if let type { listed = try await context.catalogue.type(named: type) }
            let lists = context.owners.map { owner in
                let pages = context.client.indicatorPages(
                    type: listed,
                    owner: owner,
                    filters: filter,
                    orParams: any,
                    modifiedSince: modifiedSince.flatMap(ServerDate.normalised),
                    includes: include.includes,
                    pageSize: ListRunner.pageSize(limit: limit)
                )
                return (owner.map { "owner \($0)" } ?? "own organisation", pages)
            }
            return try await ListRunner(context: context, limit: limit).run(lists)
        }
    }
}
