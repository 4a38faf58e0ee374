import ArgumentParser
import Observables
import ThreatConnect

struct IndicatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "indicator",
        abstract: "Get, list, rate indicators and report false positives, one call at a time.",
        discussion: ActionHelp.connection,
        subcommands: [
            IndicatorGetCommand.self, IndicatorListCommand.self, IndicatorRateCommand.self,
            IndicatorFalsePositiveCommand.self,
        ]
    )
}

struct IndicatorGetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Print what ThreatConnect holds about values.",
        discussion: """
            GET /v2/indicators/{type}/{value}: one line for every value and owner, in their order.
            Without --owner only the API user's own organisation is asked.
            """
    )

    @OptionGroup var values: ValueOptions

    @Option(help: "What to embed: tags, attributes, labels, additional; may be given several times.")
    var include: [IncludeOption] = []

    @OptionGroup var options: ActionOptions

    func run() async throws {
        let inputs = try values.inputs()
        try await options.perform(connections: values.concurrency) { [self] context in
            try await runner(context).run(inputs)
        }
    }

    private func runner(_ context: ActionContext) -> ActionRunner {
        let includes = include.includes
        return ActionRunner(context: context, type: values.type, concurrency: values.concurrency) { _, value, owner in
            .indicator(value.type, value.value, owner: owner, includes: includes)
        }
    }
}

struct IndicatorFalsePositiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "false-positive",
        abstract: "Report values as false positives.",
        discussion: """
            POST /v2/indicators/{type}/{value}/falsePositive. ThreatConnect counts one report per user, indicator and day.
            Without --owner the copy of the API user's own organisation is reported.
            """
    )

    @OptionGroup var values: ValueOptions
    @OptionGroup var options: ActionOptions

    func run() async throws {
        let inputs = try values.inputs()
        try await options.perform(connections: values.concurrency) { [values] context in
            try await ActionRunner(context: context, type: values.type, concurrency: values.concurrency) {
                .reportFalsePositive($1.type, $1.value, owner: $2)
            }
            .run(inputs)
        }
    }
}

extension ValueOptions {
    /// - Throws: `ValidationError` when there is nothing to read values from.
    func inputs() throws -> ActionInputs {
        do {
            return try ActionInputs(values)
        } catch let error as NoValues {
            throw ValidationError("\(error)")
        }
    }
}

enum ActionHelp {
    static let connection = """
        The instance is named by TC_URL, TC_ACCESS_KEY and TC_SECRET_KEY (or TC_TOKEN), optionally TC_VERIFY_SSL, TC_HTTP_PROXY \
        and TC_CA_FILE, in the environment or in --env-file; or by --pipeline; or it is a local one with --sandbox.
        Answers go to standard output as JSON, one per line; what failed is named on standard error, and the others go on.
        Exit status: 0 everything succeeded, 1 something failed, 2 nothing more could succeed, 64 usage.
        """
}
