import Foundation
import Observables
import State
import TestSupport
import Testing

/// A snapshot file: what goes in comes out, and what was changed on disk never becomes an answer.
struct SnapshotFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var path: String { folder.path("x.snapshot") }

    private func description(_ owners: [String?] = ["A", "B"]) -> SnapshotDescription {
        SnapshotDescription(
            instance: "https://tc.example.com/api",
            owners: owners.map { .init(owner: $0) },
            members: 3,
            asOf: 1_772_409_600,
            fullAsOf: 1_772_400_000
        )
    }

    private func page(_ indicators: [(owner: Int, indicator: Indicator)], owners: [String?] = ["A", "B"])
        -> SnapshotPage
    {
        var encoder = SnapshotRecordEncoder()
        var bytes = ByteEncoder()
        for (owner, indicator) in indicators {
            encoder.append(indicator, owner: owner, ownerName: owners[owner], to: &bytes)
        }
        return SnapshotPage(total: nil, count: indicators.count, records: bytes.bytes)
    }

    private func write(_ indicators: [(owner: Int, indicator: Indicator)]) throws {
        var merge = try SnapshotMerge(path: path, expected: [indicators.count, 0])
        try page(indicators).forEachRecord { try merge.add($0) }
        try merge.finish(description()).commit()
    }

    private func indicator(_ id: Int64, _ kind: ObservableKind, _ summary: String, owner: String = "A") -> Indicator {
        var indicator = Indicator(id: id, kind: kind, summary: summary, owner: owner)
        indicator.rating = Double(id % 6)
        return indicator
    }

    private func hosts(_ count: Int) -> [(owner: Int, indicator: Indicator)] {
        (0..<count).map { (0, indicator(Int64($0 + 1), .host, "h\($0).example.com")) }
    }

    @Test(arguments: [0, 1, 2, 47, 48, 49, 1000, 20_000])
    func everyIndicatorIsFoundAndNothingElse(count: Int) throws {
        try write(hosts(count))
        let snapshot = try Snapshot(path: path)
        try snapshot.verify()
        #expect(snapshot.description.owners.map(\.indicators) == [count, 0])
        #expect(
            snapshot.description.asOf == 1_772_409_600 && snapshot.description.instance == "https://tc.example.com/api"
        )
        for (_, indicator) in hosts(count) {
            let found = try snapshot.copies(of: Observable(kind: .host, canonical: indicator.summary))
            #expect(found.map(\.indicator) == [indicator] && found.map(\.owner) == [0])
            #expect(try snapshot.copies(of: Observable(kind: .url, canonical: indicator.summary)).isEmpty)
        }
        for number in count..<count + 100 {
            #expect(try snapshot.copies(of: Observable(kind: .host, canonical: "h\(number).example.com")).isEmpty)
        }
    }

    @Test func copiesOfSeveralOwnersAndHashesOfOneFileAreFound() throws {
        let (md5, sha1) = (String(repeating: "A", count: 32), String(repeating: "B", count: 40))
        try write([
            (0, indicator(1, .file, "\(md5) : \(sha1)")), (1, indicator(2, .file, md5.lowercased(), owner: "B")),
            (1, indicator(3, .file, sha1, owner: "somebody else")), (0, indicator(4, .address, "2001:db8::1")),
            (0, indicator(5, .host, "*.example.com")), (0, indicator(6, .cidr, "198.51.100.0/24")),
        ])
        let snapshot = try Snapshot(path: path)
        let ids = { (kind: ObservableKind, text: String) in
            try snapshot.copies(of: Observable(kind: kind, canonical: text)).map(\.indicator.id).sorted()
        }
        #expect(try ids(.file, md5) == [1, 2])
        #expect(try ids(.file, sha1) == [1, 3])
        #expect(try ids(.address, "2001:db8:0:0:0:0:0:1") == [4])
        #expect(try ids(.host, "*.example.com") == [5])
        #expect(try snapshot.knownBlocks() == [Observable(kind: .cidr, canonical: "198.51.100.0/24")])
        let other = try snapshot.copies(of: Observable(kind: .file, canonical: sha1)).map(\.indicator.owner)
        #expect(Set(other) == ["A", "somebody else"])
        #expect(
            try snapshot.copies(of: Observable(kind: .file, canonical: md5)).contains {
                $0.indicator.summary == md5.lowercased()
            }
        )
    }

    @Test func newestRecordAndDeletionsWin() throws {
        let keys = SnapshotKeys()
        var merge = try SnapshotMerge(path: path, expected: [4, 0])
        try page([(0, indicator(1, .host, "new.example.com"))]).forEachRecord { try merge.add($0) }
        merge.delete([
            SnapshotDeletion(owner: 0, type: "Host", summary: "gone.example.com", keys: keys),
            SnapshotDeletion(owner: 1, type: "Host", summary: "kept.example.com", keys: keys),
            SnapshotDeletion(owner: 0, type: "File", summary: "\(String(repeating: "a", count: 32))", keys: keys),
        ])
        try page([
            (0, indicator(1, .host, "old.example.com")), (0, indicator(2, .host, "gone.example.com")),
            (0, indicator(3, .host, "kept.example.com")), (0, indicator(4, .file, String(repeating: "A", count: 32))),
            (0, indicator(3, .host, "kept.example.com")),
        ]).forEachRecord { try merge.add($0) }
        #expect(merge.counts == [2, 0])
        try merge.finish(description()).commit()
        let snapshot = try Snapshot(path: path)
        var held: [String] = []
        try snapshot.forEachRecord { held.append(try snapshot.indicator(of: $0).summary) }
        #expect(held == ["new.example.com", "kept.example.com"])
    }

    @Test func typesThatCannotBeAskedAboutAreCounted() throws {
        var encoder = SnapshotRecordEncoder()
        var bytes = ByteEncoder()
        encoder.append(otherID: 7, type: "Ticket", summary: "T-1", owner: 0, to: &bytes)
        let records = SnapshotPage(total: 1, count: 1, records: bytes.bytes)
        for isDeleted in [false, true] {
            var merge = try SnapshotMerge(path: path, expected: [1, 0])
            if isDeleted {
                merge.delete([SnapshotDeletion(owner: 0, type: "Ticket", summary: "T-1", keys: SnapshotKeys())])
            }
            try records.forEachRecord { try merge.add($0) }
            try merge.finish(description()).commit()
            let part = try Snapshot(path: path).description.owners[0]
            #expect(part.indicators == (isDeleted ? 0 : 1) && part.others == part.indicators)
        }
    }

    /// Whatever byte is changed: an error, or the answers as they were.
    @Test func changedByteIsAnErrorAndNeverAnotherAnswer() throws {
        let seed: UInt64 = 11
        var generator = SeededGenerator(seed: seed)
        let hosts = hosts(3000)
        try write(hosts)
        let good = try folder.bytes("x.snapshot")
        let places = Array(0..<256) + (0..<400).map { _ in Int.random(in: 0..<good.count, using: &generator) }
        var refused = 0
        for place in places {
            var bytes = good
            bytes[place] ^= UInt8.random(in: 1...255, using: &generator)
            try folder.write(bytes, to: "x.snapshot")
            do {
                let snapshot = try Snapshot(path: path)
                for (_, indicator) in hosts.shuffled(using: &generator).prefix(40) {
                    let found = try snapshot.copies(of: Observable(kind: .host, canonical: indicator.summary))
                    #expect(found.map(\.indicator) == [indicator], "seed \(seed), byte \(place)")
                }
                try snapshot.verify()
                Issue.record("byte \(place) was changed unnoticed, seed \(seed)")
            } catch {
                #expect([.damaged, .foreign, .version].contains(error.code), "\(error)")
                refused += 1
            }
        }
        #expect(refused == places.count)
    }

    @Test func cutFileIsDamaged() throws {
        try write(hosts(500))
        let good = try folder.bytes("x.snapshot")
        for length in [1, 7, 8, 16, 255, 256, 257, good.count / 2, good.count - 8, good.count - 1] {
            try folder.write(Array(good.prefix(length)), to: "x.snapshot")
            let error = #expect(throws: SnapshotError.self) { try Snapshot(path: path) }
            #expect(error?.code == (length < 8 ? .foreign : .damaged), "\(length) bytes")
        }
        try folder.write(good + [0], to: "x.snapshot")
        #expect(throws: SnapshotError.self) { try Snapshot(path: path) }
    }

    @Test func otherFilesAreRefusedByTheirNature() throws {
        try folder.write("value,rating\n", to: "x.snapshot")
        #expect(throws: SnapshotError.self) { try Snapshot(path: path) }
        try folder.write("", to: "x.snapshot")
        #expect(#expect(throws: SnapshotError.self) { try Snapshot(path: path) }?.code == .foreign)
        #expect(#expect(throws: SnapshotError.self) { try Snapshot(path: folder.path("none")) }?.code == .missing)
        #expect(#expect(throws: SnapshotError.self) { try Snapshot(path: folder.url.path) }?.code == .foreign)
        try write(hosts(1))
        var bytes = try folder.bytes("x.snapshot")
        bytes[8] = 99
        try folder.write(bytes, to: "x.snapshot")
        #expect(#expect(throws: SnapshotError.self) { try Snapshot(path: path) }?.code == .version)
    }

    @Test func openSnapshotOutlivesItsReplacement() throws {
        try write(hosts(10))
        let old = try Snapshot(path: path)
        try write([])
        #expect(try old.copies(of: Observable(kind: .host, canonical: "h1.example.com")).count == 1)
        #expect(try Snapshot(path: path).entryCount == 0)
        #expect(try folder.names() == ["x.snapshot"])
    }

    @Test func discardedFileLeavesNothing() throws {
        let merge = try SnapshotMerge(path: path, expected: [0, 0])
        try merge.finish(description()).discard()
        #expect(try folder.names().isEmpty)
    }

    @Test func twoUpdatesAreKeptApart() throws {
        do {
            let lock = try SnapshotLock(path: folder.path("lock"))
            let error = #expect(throws: SnapshotError.self) { try SnapshotLock(path: folder.path("lock")) }
            #expect(error?.code == .busy)
            withExtendedLifetime(lock) {}
        }
        _ = try SnapshotLock(path: folder.path("lock"))
    }

    @Test func damagedPageIsNoPage() throws {
        try page(hosts(20)).write(to: folder.path("a.page"))
        #expect(SnapshotPage(path: folder.path("a.page"))?.count == 20)
        let good = try folder.bytes("a.page")
        for place in stride(from: 0, to: good.count, by: 13) {
            var bytes = good
            bytes[place] ^= 1
            try folder.write(bytes, to: "a.page")
            let page = SnapshotPage(path: folder.path("a.page"))
            // The two counts in front are not part of the records.
            #expect(page == nil || (8..<24).contains(place), "byte \(place)")
        }
        try folder.write(Array(good.prefix(good.count - 1)), to: "a.page")
        #expect(SnapshotPage(path: folder.path("a.page")) == nil)
    }
}
