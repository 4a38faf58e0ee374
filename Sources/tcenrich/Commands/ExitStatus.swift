import ArgumentParser

/// What the exit status says. Usage errors are 64 (`EX_USAGE`), given by the argument parser.
enum ExitStatus {
    /// Everything was read, asked and written, and nothing went wrong.
    static let complete = ExitCode(0)
    /// Everything was written, but some records or look-ups are in the rejected file.
    static let incomplete = ExitCode(1)
    /// The run could not start or not finish.
    static let broken = ExitCode(2)
    /// Stopped by SIGINT.
    static let interrupted = ExitCode(130)
    /// Stopped by SIGTERM.
    static let terminated = ExitCode(143)
}
