package import Foundation
package import Logging

/// Writes log messages to standard error, as text for people or as one JSON object per line for machines.
package struct StandardErrorLog: LogHandler {
    let format: LogFormat
    /// There is a progress line that a message has to replace.
    let rewritesLine: Bool
    let now: @Sendable () -> Date
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]

    package init(
        format: LogFormat,
        rewritesLine: Bool = false,
        now: @escaping @Sendable () -> Date,
        logLevel: Logger.Level
    ) {
        self.format = format
        self.rewritesLine = rewritesLine
        self.now = now
        self.logLevel = logLevel
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }
        let start = rewritesLine ? "\r\u{1B}[2K" : ""
        StandardError.write(start + line(event.level, "\(event.message)", fields) + "\n")
    }

    package func line(_ level: Logger.Level, _ message: String, _ fields: Logger.Metadata) -> String {
        switch format {
        case .text: text(level, message, fields)
        case .json: json(level, message, fields)
        }
    }

    /// `warning: the message (cause: …, owner: …)`; what is neither a warning nor worse needs no level for people.
    private func text(_ level: Logger.Level, _ message: String, _ fields: Logger.Metadata) -> String {
        let details = fields.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
        let title = level == .notice || level == .info ? "" : "\(level): "
        return Terminal.harmless(
            title + message.replacing("\n", with: "\n  ") + (details.isEmpty ? "" : " (\(details))")
        )
    }

    private func json(_ level: Logger.Level, _ message: String, _ fields: Logger.Metadata) -> String {
        var object = fields.mapValues { "\($0)" }
        object["time"] = ISO8601DateFormatter().string(from: now())
        object["level"] = level.rawValue
        object["message"] = message
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(object) else { return "{\"message\":\"a log message cannot be encoded\"}" }
        return String(decoding: data, as: UTF8.self)
    }
}
