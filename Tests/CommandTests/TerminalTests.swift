import Foundation
import Sandbox
import TestSupport
import Testing

/// What a person at a terminal sees: a pseudo-terminal (pty(7)) made by Python takes the place of the terminal.
@Suite(.serialized, .enabled(if: PseudoTerminal.isAvailable, "needs python3 for a pseudo-terminal"))
struct TerminalTests {
    private static let slow = FaultRule(.latency(milliseconds: 900), pathPrefix: "/api/v2/indicators")
    private static let clear = "\r\u{1B}[2K"

    private func shown(_ arguments: [String] = [], _ environment: [String: String]) async throws -> String {
        let place = try Workplace()
        return try await Workplace.served(faults: [Self.slow]) { served in
            try await PseudoTerminal.show(
                [Program.path, "run", "p.yaml"] + arguments,
                in: place.folder,
                environment: served.merging(environment) { $1 }
            )
        }
    }

    @Test func progressLineAppearsAndIsCleared() async throws {
        let text = try await shown(["--log-format", "text"], ["TERM": "xterm"])
        #expect(text.contains(Self.clear + "0 records"), "\(text)")
        #expect(text.contains(" look-ups"))
        let rest = text.components(separatedBy: Self.clear).last ?? ""
        #expect(rest.contains("trial\u{1B}[0m: 2 records in "), "\(text)")
    }

    @Test func noColorKeepsTheProgressLineOnly() async throws {
        let text = try await shown([], ["TERM": "xterm", "NO_COLOR": "1"])
        #expect(text.contains(Self.clear))
        #expect(!text.replacing(Self.clear, with: "").contains("\u{1B}"), "\(text)")
    }

    @Test(arguments: [
        ([], "dumb"), (["--log-format", "json"], "xterm"), (["--quiet"], "xterm"),
    ])
    func nothingMovesTheCursor(arguments: [String], term: String) async throws {
        let text = try await shown(arguments, ["TERM": term])
        #expect(!text.contains("\u{1B}"), "\(text)")
    }
}

enum PseudoTerminal {
    static let isAvailable = ["/usr/bin/python3", "/usr/local/bin/python3"].contains {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// What the program wrote to the terminal, standard output and standard error together.
    static func show(_ command: [String], in folder: TemporaryFolder, environment: [String: String]) async throws
        -> String
    {
        let script = "import pty, sys; sys.exit(0 if pty.spawn(sys.argv[1:]) >= 0 else 1)"
        let outcome = try await Running(
            "/usr/bin/env",
            ["python3", "-c", script] + command,
            in: folder,
            environment: environment
        ).outcome()
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.output
    }
}
