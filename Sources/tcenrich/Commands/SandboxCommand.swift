import ArgumentParser
import Foundation
import Logging
import Observables
import Pipeline
import Sandbox

struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Serve a local ThreatConnect for trying out pipelines.",
        discussion: """
            Prints the variables to set, then serves until interrupted. The secret key is made up unless TC_SECRET_KEY holds one; \
            one that was given is not printed. TC_TOKEN, when it is set, is accepted as an API token. Data files are ThreatConnect batch JSON, \
            JSON Lines of its items, plain lists of values, or Zeek intelligence files.
            """
    )

    @Option(parsing: .upToNextOption, help: "Files or folders of indicators.", completion: .file())
    var data: [String] = []

    @Option(help: "Port to listen on at 127.0.0.1; 0 takes a free one.")
    var port = 8080

    @Option(help: ArgumentHelp("Keep the indicators in this SQLite file.", valueName: "file"), completion: .file())
    var database: String?

    @Option(help: "Owner of indicators that name none.")
    var owner = SandboxSession.organisation

    @OptionGroup var messages: MessageOptions

    func run() async throws {
        let log = messages.logger()
        do {
            let store = try SandboxStore(organisation: owner, databaseFile: database)
            for path in data {
                for problem in try store.load(path).unreadable { log.warning("\(problem)") }
            }
            let indicators = try store.countIndicators()
            let environment = ProcessInfo.processInfo.environment
            let given = environment["TC_SECRET_KEY"].flatMap { $0.isEmpty ? nil : $0 }
            let secret = given ?? UUID().uuidString
            let configuration = SandboxConfiguration(
                port: port,
                accessID: environment["TC_ACCESS_KEY"] ?? SandboxSession.accessID,
                secretKey: Secret(secret),
                token: environment["TC_TOKEN"].flatMap { $0.isEmpty ? nil : Secret($0) },
                logger: log
            )
            let accessID = configuration.accessID
            try await serveSandbox(configuration, store: store) { address in
                // For `eval` in a shell. A made-up secret is printed because it is the result; a given one never is.
                let madeUp = given == nil ? " TC_SECRET_KEY=\(secret)" : ""
                print("export TC_URL=\(address.url) TC_ACCESS_KEY=\(accessID)\(madeUp)")
                fflush(nil)
                log.notice("serving", metadata: ["url": "\(address.url)", "indicators": "\(indicators)"])
            }
        } catch {
            log.error("\(error)")
            throw ExitStatus.broken
        }
    }
}
