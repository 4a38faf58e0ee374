import ArgumentParser
import Foundation
import Logging

enum LogFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
}

/// Writes log messages to standard error, as text for people or as one JSON object per line for machines.
struct StandardErrorLog: LogHandler {
    let format: LogFormat
    let now: @Sendable () -> Date
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }
        FileHandle.standardError.write(Data((line(event.level, "\(event.message)", fields) + "\n").utf8))
    }

    func line(_ level: Logger.Level, _ message: String, _ fields: Logger.Metadata) -> String {
        switch format {
        case .text: text(level, message, fields)
        case .json: json(level, message, fields)
        }
    }

    private func text(_ level: Logger.Level, _ message: String, _ fields: Logger.Metadata) -> String {
        let details = fields.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        return "\(level): \(message)\(details)"
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
