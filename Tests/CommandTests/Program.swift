import Foundation
import TestSupport
import Testing

/// The built program, run as a process of its own.
enum Program {
    static let path = Checkout.root.appendingPathComponent(".build/release/tcenrich").path

    struct Outcome: Sendable {
        let status: Int32
        let output: String
        let errors: String

        /// Standard error as the lines of a JSON log; nil where a line is no object of texts.
        var messages: [[String: String]]? {
            let lines = errors.split(separator: "\n").map { line in
                try? JSONDecoder().decode([String: String].self, from: Data(line.utf8))
            }
            let messages = lines.compactMap { $0 }
            return messages.count == lines.count ? messages : nil
        }
    }

    /// Runs the program in `folder` until it ends, or for a minute at most.
    ///
    /// - Parameter environment: All of it; nothing is inherited but `PATH`.
    static func run(
        _ arguments: [String],
        in folder: TemporaryFolder,
        environment: [String: String] = [:],
        input: String? = nil
    ) async throws -> Outcome {
        try await Running(path, arguments, in: folder, environment: environment, input: input).outcome()
    }

    /// Runs a command line of the shell, in which `$TCENRICH` is the program.
    static func shell(_ line: String, in folder: TemporaryFolder, environment: [String: String] = [:]) async throws
        -> Outcome
    {
        try await Running("/bin/sh", ["-c", line], in: folder, environment: environment, input: nil).outcome()
    }
}

/// A process under way. Its output goes to files outside its folder, so that no pipe fills up and it leaves no trace there.
final class Running: Sendable {
    private let process = Process()
    private let captured: TemporaryFolder
    private let ended: AsyncStream<Int32>

    init(
        _ program: String,
        _ arguments: [String],
        in folder: TemporaryFolder,
        environment: [String: String],
        input: String? = nil
    ) throws {
        captured = try TemporaryFolder()
        try captured.write(input ?? "", to: "in")
        try captured.write("", to: "out")
        try captured.write("", to: "err")
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = folder.url
        process.environment = ["PATH": path, "TCENRICH": Program.path].merging(environment) { $1 }
        let handles = [
            try FileHandle(forReadingFrom: captured.url.appendingPathComponent("in")),
            try FileHandle(forWritingTo: captured.url.appendingPathComponent("out")),
            try FileHandle(forWritingTo: captured.url.appendingPathComponent("err")),
        ]
        (process.standardInput, process.standardOutput, process.standardError) = (handles[0], handles[1], handles[2])
        let (ended, continuation) = AsyncStream<Int32>.makeStream()
        self.ended = ended
        process.terminationHandler = { process in
            // A process that a signal ended has the shell's status for it.
            continuation.yield(process.terminationStatus + (process.terminationReason == .uncaughtSignal ? 128 : 0))
            continuation.finish()
        }
        try process.run()
        // The process has its own; these would stay open as long as the test.
        for handle in handles { try handle.close() }
        let identifier = process.processIdentifier
        DispatchQueue.global().asyncAfter(deadline: .now() + 60) { [weak self] in
            if self?.process.isRunning == true { kill(identifier, SIGKILL) }
        }
    }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// What it has written to standard output so far.
    func outputSoFar() throws -> String { try captured.text("out") }

    func outcome() async throws -> Program.Outcome {
        var status: Int32 = -1
        for await ended in ended { status = ended }
        return Program.Outcome(status: status, output: try captured.text("out"), errors: try captured.text("err"))
    }
}

/// Waits for `condition`, asking a hundred times a second for twenty seconds.
func eventually(_ what: Comment, _ condition: () throws -> Bool) async throws {
    for _ in 0..<2000 {
        if try condition() { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("never came: \(what)")
}
