import Foundation

/// Standard error as people see it. Nothing but data ever goes to standard output.
struct Terminal: Sendable {
    /// Whether a person is looking: only then are there progress lines and colours.
    let isInteractive: Bool
    let usesColour: Bool
    let columns: Int

    static let standardError = Terminal(environment: ProcessInfo.processInfo.environment)

    /// Obeys `NO_COLOR` (no-color.org) and `TERM=dumb`.
    init(environment: [String: String]) {
        isInteractive = isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb"
        usesColour = isInteractive && (environment["NO_COLOR"] ?? "").isEmpty
        var size = winsize()
        columns = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    enum Style: String {
        case bold = "1"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case dim = "2"
    }

    func styled(_ text: String, _ style: Style) -> String {
        usesColour ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// One line.
    func write(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    /// Replaces the line the cursor is in.
    func rewriteLine(_ text: String) {
        FileHandle.standardError.write(Data("\r\u{1B}[2K\(text.prefix(columns - 1))".utf8))
    }
}
