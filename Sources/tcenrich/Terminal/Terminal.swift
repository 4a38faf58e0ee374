import Foundation

/// Standard error as people see it. Nothing but data ever goes to standard output.
package struct Terminal: Sendable {
    /// Whether a person is looking: only then are there progress lines and colours.
    package let isInteractive: Bool
    package let usesColour: Bool
    package let columns: Int

    static let standardError = Terminal(environment: ProcessInfo.processInfo.environment)

    package init(isInteractive: Bool, usesColour: Bool, columns: Int) {
        self.isInteractive = isInteractive
        self.usesColour = usesColour
        self.columns = columns
    }

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

    /// One line, or several that end themselves.
    func write(_ text: String, terminator: String = "\n") {
        StandardError.write(text + terminator)
    }

    /// Text from outside without what would move the cursor or change colours; tabs and line ends stay.
    package static func harmless(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator:
                        scalar == "\n" || scalar == "\t" ? scalar : "\u{FFFD}"
                    default: scalar
                    }
                }
            )
        )
    }

    /// Replaces the line the cursor is in.
    func rewriteLine(_ text: String) {
        StandardError.write("\r\u{1B}[2K\(text.prefix(max(0, columns - 1)))")
    }
}
