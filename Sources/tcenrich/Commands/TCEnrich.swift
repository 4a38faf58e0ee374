import ArgumentParser

@main
struct TCEnrich: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tcenrich",
        abstract: "Enrich log exports in bulk with ThreatConnect intelligence.",
        discussion: """
            A pipeline file says what is read, what is asked and what is written:

              tcenrich check proxy.yaml
              tcenrich run proxy.yaml

            Data goes to standard output, everything else to standard error.
            Exit status: 0 complete, 1 complete but something was rejected or failed, 2 could not start or finish, \
            64 usage, 130 interrupted, 143 terminated.
            """,
        version: Version.current,
        subcommands: [
            RunCommand.self, RetryCommand.self, PlanCommand.self, CheckCommand.self, UndoCommand.self, RunsCommand.self,
            SchemaCommand.self, CacheCommand.self, SnapshotCommand.self,
            IndicatorCommand.self, AttributeCommand.self, IncidentCommand.self, SandboxCommand.self,
        ]
    )
}

enum Version {
    static let current = "0.1.0"
}
