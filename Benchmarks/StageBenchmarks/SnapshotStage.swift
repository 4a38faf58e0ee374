import Foundation
import Observables
import State

/// Makes a snapshot from local pages, opens it and looks values up: what a nightly update and a run cost without the network.
struct SnapshotStage {
    private static let pageSize = 10_000
    private let count: Int
    private let folder: String

    init(_ arguments: Arguments) throws {
        count = arguments.count
        folder = try arguments.folder
    }

    private var path: String { "\(folder)/bench.snapshot" }

    func run() throws -> [Measurement] {
        let pages = try makePages()
        var measurements = [try build(pages)]
        for page in pages { unlink(page) }
        measurements += try open()
        let snapshot = try Snapshot(path: path)
        measurements.append(Measurement(stage: "snapshot index", seconds: 0, records: count, bytes: snapshot.indexSize))
        // The first pass brings everything into memory and checks it; the second one is what is measured.
        let known = (0..<min(count, 1_000_000)).map { observable($0 &* 7_919 % count) }
        let unknown = (0..<min(count, 1_000_000)).map { observable($0 + count) }
        for _ in 0..<2 { _ = try find(known, snapshot) }
        measurements.append(try measured("snapshot find known", known) { try find($0, snapshot) })
        measurements.append(try measured("snapshot find unknown", unknown) { try find($0, snapshot) })
        measurements.append(
            try measured("snapshot read known", known) { values in
                try batches(values).reduce(0) { sum, batch in
                    sum + (try snapshot.copies(of: batch).reduce(0) { $0 + $1.count })
                }
            }
        )
        unlink(path)
        return measurements
    }

    private func find(_ values: [Observable], _ snapshot: Snapshot) throws -> Int {
        try batches(values).reduce(0) { sum, batch in
            sum + (try snapshot.contains(batch).reduce(0) { $0 + ($1 ? 1 : 0) })
        }
    }

    /// As large as those in which a run asks.
    private func batches(_ values: [Observable]) -> [[Observable]] {
        stride(from: 0, to: values.count, by: 2_000).map { Array(values[$0..<min($0 + 2_000, values.count)]) }
    }

    private func measured(_ name: String, _ values: [Observable], _ body: ([Observable]) throws -> Int) throws
        -> Measurement
    {
        let watch = Stopwatch()
        let found = try body(values)
        let seconds = watch.seconds
        guard found == values.count || found == 0 else {
            throw UsageError(message: "\(found) of \(values.count) found")
        }
        return Measurement(stage: name, seconds: seconds, records: values.count, bytes: 0)
    }

    private func build(_ pages: [String]) throws -> Measurement {
        let watch = Stopwatch()
        var merge = try SnapshotMerge(path: path, expected: [count])
        for path in pages {
            guard let page = SnapshotPage(path: path) else { throw UsageError(message: "no page \(path)") }
            try page.forEachRecord { try merge.add($0) }
        }
        let description = SnapshotDescription(
            instance: "https://tc.example.com/api",
            owners: [.init(owner: "Shared Feed")],
            members: 3,
            asOf: 0,
            fullAsOf: 0
        )
        try merge.finish(description).commit()
        let seconds = watch.seconds
        return Measurement(
            stage: "snapshot build",
            seconds: seconds,
            records: count,
            bytes: try Snapshot(path: path).size
        )
    }

    private func open() throws -> [Measurement] {
        let watch = Stopwatch()
        let snapshot = try Snapshot(path: path)
        let opened = Measurement(stage: "snapshot open", seconds: watch.seconds, records: 1, bytes: snapshot.size)
        let verifying = Stopwatch()
        try snapshot.verify()
        return [
            opened, Measurement(stage: "snapshot verify", seconds: verifying.seconds, records: 1, bytes: snapshot.size),
        ]
    }

    private func makePages() throws -> [String] {
        var encoder = SnapshotRecordEncoder()
        return try stride(from: 0, to: count, by: Self.pageSize).map { start in
            var bytes = ByteEncoder()
            let end = min(start + Self.pageSize, count)
            for number in start..<end {
                encoder.append(indicator(number), owner: 0, ownerName: "Shared Feed", to: &bytes)
            }
            let path = "\(folder)/bench-\(start).page"
            try SnapshotPage(total: count, count: end - start, records: bytes.bytes).write(to: path)
            return path
        }
    }

    /// Half addresses, a third hosts, the rest hashes.
    private func observable(_ number: Int) -> Observable {
        switch number % 6 {
        case 0, 2, 4:
            Observable(
                kind: .address,
                canonical: "\(1 + number >> 24 & 0xFF).\(number >> 16 & 0xFF).\(number >> 8 & 0xFF).\(number & 0xFF)"
            )
        case 1, 3: Observable(kind: .host, canonical: "host-\(number).example.com")
        default:
            Observable(kind: .file, canonical: String(repeating: "0", count: 54) + String(1_000_000_000 + number))
        }
    }

    private func indicator(_ number: Int) -> Indicator {
        let value = observable(number)
        var indicator = Indicator(
            id: Int64(number + 1),
            kind: value.kind,
            summary: value.canonical,
            owner: "Shared Feed"
        )
        (indicator.rating, indicator.confidence) = (Double(number % 6), number % 101)
        (indicator.threatAssessScore, indicator.active) = (number % 1001, true)
        (indicator.falsePositiveCount, indicator.observationCount) = (0, number % 3)
        indicator.tags = number % 4 == 0 ? ["Phishing", "Botnet"] : []
        (indicator.dateAdded, indicator.lastModified) = ("2026-01-01T00:00:00Z", "2026-03-02T00:00:00Z")
        indicator.webLink =
            "https://tc.example.com/auth/indicators/details/host.xhtml?host=\(value.canonical)&owner=Shared+Feed"
        return indicator
    }
}
