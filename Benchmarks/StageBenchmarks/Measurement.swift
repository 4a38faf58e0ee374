import Foundation

/// What one stage cost.
struct Measurement: Encodable {
    var stage: String
    var seconds: Double
    /// Rows; look-ups for the look-up stage.
    var records: Int
    /// Of input.
    var bytes: Int
    /// Of the process so far, in bytes.
    var peakRSSBytes = Self.peakRSS

    private enum CodingKeys: String, CodingKey {
        case stage, seconds, records, bytes
        case peakRSSBytes = "peak_rss_bytes"
    }

    func line() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    private static var peakRSS: Int {
        var usage = rusage()
        #if canImport(Darwin)
            getrusage(RUSAGE_SELF, &usage)
            return usage.ru_maxrss
        #else
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            return usage.ru_maxrss * 1024
        #endif
    }
}

struct Stopwatch {
    private let start = ContinuousClock.now

    var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }
}
