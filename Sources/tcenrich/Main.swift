import ArgumentParser

@main
struct TCEnrich: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "tcenrich")
    func run() async throws { print("hi") }
}
