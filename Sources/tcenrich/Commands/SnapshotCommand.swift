import ArgumentParser

struct SnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Keep a local copy of all indicators, for runs that ask nothing.",
        discussion: """
            A pipeline file with 'enrich: {strategy: snapshot, snapshot: {file: indicators.snapshot}}' is answered from it:

              tcenrich snapshot update proxy.yaml
              tcenrich run proxy.yaml
            """,
        subcommands: [SnapshotUpdateCommand.self, SnapshotInfoCommand.self]
    )
}
