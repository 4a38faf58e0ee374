import Observables
import Pipeline

/// Asks allowlists about distinct values, as a run does once per value: the lists of a folder (`folder=…/misp`), or made ones of
/// `scale` times the size of MISP's.
struct AllowlistStage {
    private let folder: String?
    private let scale: Int
    private let count: Int

    init(_ arguments: Arguments) throws {
        folder = try? arguments.folder
        scale = arguments.scale
        count = arguments.count
    }

    func run() throws -> [Measurement] {
        let watch = Stopwatch()
        guard
            let matcher = try folder.map({ try AllowlistLoader.load(["\($0)/*/list.json"]) })
                ?? AllowlistMatcher(made())
        else { throw UsageError(message: "no lists") }
        var measurements = [Measurement(stage: "allowlists load", seconds: watch.seconds, records: 1, bytes: 0)]
        for (name, values) in values() {
            var found = 0
            for round in 0..<2 {
                let watch = Stopwatch()
                found = values.reduce(0) { $0 + (matcher.list(of: $1) == nil ? 0 : 1) }
                if round == 1 {
                    measurements.append(
                        Measurement(stage: "allowlists \(name)", seconds: watch.seconds, records: count, bytes: found)
                    )
                }
            }
        }
        return measurements
    }

    private func values() -> [(String, [Observable])] {
        let addresses = (0..<count).map { number in
            let value = UInt32(truncatingIfNeeded: number &* 2_654_435_761)
            let octets = [24, 16, 8, 0].map { String(value >> UInt32($0) & 0xFF) }
            return Observable(kind: .address, canonical: octets.joined(separator: "."))
        }
        let hosts = (0..<count).map { Observable(kind: .host, canonical: "www.host-\($0).example.com") }
        let mails = (0..<count).map {
            Observable(kind: .emailAddress, canonical: "user\($0)@mail-\($0 % 999).example.net")
        }
        let files = (0..<count).map { number in
            Observable(kind: .file, canonical: String(repeating: "0", count: 54) + String(1_000_000_000 + number))
        }
        let urls = (0..<count).map { Observable(kind: .url, canonical: "http://host-\($0).example.com/path/\($0)") }
        return [("address", addresses), ("host", hosts), ("mail", mails), ("file", files), ("url", urls)]
    }

    /// As many entries of each type as MISP's lists have together, times `scale`.
    private func made() -> [Allowlist] {
        let every = ObservableKinds(ObservableKind.allCases)
        func list(_ type: Allowlist.MatchType, _ count: Int, _ entry: (Int) -> String) -> Allowlist {
            Allowlist(name: type.rawValue, type: type, kinds: every, entries: (0..<count * scale).map(entry))
        }
        return [
            list(.string, 15_500) { "string-\($0).example.org" }, list(.hostname, 14_400) { "name-\($0).example.org" },
            list(.cidr, 71_700) { number in
                let value = UInt32(truncatingIfNeeded: number &* 0x9E37_79B1)
                return "\(value >> 24).\(value >> 16 & 0xFF).\(value >> 8 & 0xFF).0/\(20 + number % 13)"
            },
            Allowlist(
                name: "substring",
                type: .substring,
                kinds: ObservableKinds(.emailAddress),
                entries: (0..<8_200 * scale).map { "@made-\($0).example.org" }
            ),
            Allowlist(
                name: "regex",
                type: .regex,
                kinds: ObservableKinds(.emailAddress),
                entries: [#"/^(security|noc|soc|abuse)\@.*\..*$/i"#]
            ),
        ]
    }
}
