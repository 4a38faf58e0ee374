import ArgumentParser
import Foundation
import Logging

/// What a command says on standard error while it works.
struct MessageOptions: ParsableArguments {
    @Option(help: "How messages are written to standard error: text or json.")
    var logFormat: LogFormat = .text

    @Flag(name: .shortAndLong, help: "Only errors.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Every request, retry and decision. Never shows a secret.")
    var verbose = false

    var terminal: Terminal { .standardError }

    /// A progress line is for people who are looking.
    var showsProgress: Bool { terminal.isInteractive && !quiet && !verbose && logFormat == .text }

    func logger() -> Logger {
        let level: Logger.Level = verbose ? .trace : quiet ? .error : logFormat == .json ? .info : .notice
        return Logger(label: "tcenrich") { _ in
            StandardErrorLog(format: logFormat, rewritesLine: showsProgress, now: { Date() }, logLevel: level)
        }
    }
}
