import ArgumentParser

/// What all actions have in common.
struct ActionOptions: ParsableArguments {
    @OptionGroup var connection: ConnectionOptions

    @Option(
        help: ArgumentHelp(
            "Owner to ask or write to; may be given several times.",
            discussion: "Without it: the owners of the pipeline file, or the API user's own organisation."
        )
    )
    var owner: [String] = []

    @Flag(help: "Print one object per API call: status_code, reason, response_headers, json_body.")
    var envelope = false

    @OptionGroup var messages: MessageOptions

    func validate() throws {
        if owner.contains("") { throw ValidationError("--owner must not be empty.") }
    }

    /// Runs `body` with a client until it ends or a signal arrives, and turns what went wrong into an exit status.
    ///
    /// - Parameter body: Says whether everything succeeded.
    func perform(
        connections: Int,
        _ body: @escaping @Sendable (ActionContext) async throws -> Bool
    ) async throws {
        let log = messages.logger()
        do {
            try await Signals.cancelling { [self] in
                try await connection.withClient(connections: connections, logger: log) { client, owners in
                    let named = owner.isEmpty ? owners : owner
                    let context = ActionContext(
                        client: client,
                        catalogue: TypeCatalogue(client),
                        owners: named.isEmpty ? [nil] : named,
                        output: ActionOutput(envelope: envelope),
                        logger: log
                    )
                    guard try await body(context) else { throw ExitStatus.incomplete }
                }
            }
        } catch let exit as ExitCode {
            throw exit
        } catch let error as ValidationError {
            throw error
        } catch {
            if let interrupted = Signals.exitStatus {
                log.error("interrupted")
                throw interrupted
            }
            if error is ClosedOutput { return }
            ErrorText(error).show(messages)
            throw ExitStatus.broken
        }
    }
}

/// Options of actions on values.
struct ValueOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Values; '-', or none where standard input is no terminal: read from there, one per line, as text or as JSON object.",
            discussion: """
                A JSON object has the value as 'indicator', 'summary' or 'value', and may have 'type' and 'owner'.
                """
        )
    )
    var values: [String] = []

    @Option(help: "Indicator type, such as Host or 'Registry Key'; else it is recognised by the value.")
    var type: String?

    @Option(help: "Calls at the same time, 1–128. The output keeps the order of the input.")
    var concurrency = 8

    func validate() throws {
        guard 1...128 ~= concurrency else { throw ValidationError("--concurrency must be 1–128.") }
        if values.contains("-"), values.count > 1 {
            throw ValidationError("'-' stands for standard input and cannot be mixed with values.")
        }
        if type == "" { throw ValidationError("--type must not be empty.") }
    }
}
