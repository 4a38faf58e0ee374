/// How many calls ThreatConnect takes in a time, as `20/s`, `600/min` or `10000/h`.
package struct CallRate: Sendable, Hashable, CustomStringConvertible {
    private let calls: Int
    private let unit: Unit

    private enum Unit: String, CaseIterable {
        case second = "s"
        case minute = "min"
        case hour = "h"

        var seconds: Int {
            switch self {
            case .second: 1
            case .minute: 60
            case .hour: 3600
            }
        }
    }

    /// nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let calls = Int(parts[0]), (1...1_000_000).contains(calls),
            let unit = Unit(rawValue: String(parts[1]))
        else { return nil }
        self.calls = calls
        self.unit = unit
    }

    package var description: String { "\(calls)/\(unit.rawValue)" }

    static let pattern = "^[1-9][0-9]{0,5}/(s|min|h)$"

    /// Least time from one call to the next.
    package var interval: Duration { .seconds(unit.seconds) / calls }

    /// How long so many calls take at least.
    package func seconds(of calls: Int) -> Double { Double(calls * unit.seconds) / Double(self.calls) }
}
