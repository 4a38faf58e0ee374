import Observables
import Pipeline
import Sandbox
import State
import TestSupport
import Testing

/// Runs that answer from a snapshot.
struct SnapshotRunTests {
    private func trial() throws -> SnapshotTrial {
        let trial = try SnapshotTrial()
        func add(_ kind: ObservableKind, _ value: String, _ rating: Double, owner: String = "Example Org") throws {
            try trial.store.add([.init(Observable(kind: kind, canonical: value), owner: owner, rating: rating)])
        }
        try add(.host, "every.example.net", 1, owner: "Third")
        try add(.cidr, "198.51.100.0/24", 2)
        try add(.cidr, "198.51.100.64/26", 3, owner: "Shared Feed")
        try add(.cidr, "2001:db8:7:0:0:0:0:0/48", 4)
        try add(.address, "198.51.100.70", 5)
        try add(.host, "evil.example.com", 4)
        try trial.folder.write(
            "a\n198.51.100.70\n198.51.100.71\n198.51.100.7\n198.51.101.7\n2001:db8:7::9\na.b.evil.example.com\n"
                + "example.com\nevil.example.com\n198.51.100.128/25\n",
            to: "in.csv"
        )
        return trial
    }

    @Test func knownBlocksAndHostsAnswerForWhatLiesInThem() async throws {
        let trial = try trial()
        try await trial.serve { server in
            try await server.update()
            trial.clock.pass(3 * 3600 + 60)
            let result = try await server.run(server.specification(", containment: true"))
            #expect(
                try trial.folder.text("out.csv") == """
                    a,tc_status,tc_matched_value,tc_type,tc_rating
                    198.51.100.70,hit,198.51.100.70,Address,5
                    198.51.100.71,hit,198.51.100.64/26,CIDR,3
                    198.51.100.7,hit,198.51.100.0/24,CIDR,2
                    198.51.101.7,absent,,,
                    2001:db8:7::9,hit,2001:db8:7:0:0:0:0:0/48,CIDR,4
                    a.b.evil.example.com,hit,evil.example.com,Host,4
                    example.com,absent,,,
                    evil.example.com,hit,evil.example.com,Host,4
                    198.51.100.128/25,hit,198.51.100.0/24,CIDR,2

                    """
            )
            #expect(result.manifest.requests == 0)
            #expect(result.manifest.snapshot?.age == 3 * 3600 + 60)
            #expect(result.manifest.snapshot?.indicators == 6)
            let rows = result.manifest.totalsTable().rows.map { $0[0] }
            #expect(rows.prefix(2) == ["snapshot: indicators", "snapshot: age in minutes"])
        }
    }

    @Test func withoutContainmentOnlyTheValueItselfIsFound() async throws {
        let trial = try trial()
        try await trial.serve { server in
            try await server.update()
            let result = try await server.run(server.specification())
            #expect(result.manifest.observables.hit == 2 && result.manifest.observables.absent == 7)
            // Of the owners that the pipeline names, the block of another one is not seen.
            _ = try await server.run(server.specification(", containment: true", owners: ["Example Org"]))
            #expect(try trial.folder.text("out.csv").contains("198.51.100.71,hit,198.51.100.0/24,CIDR,2\n"))
        }
    }

    @Test func oldSnapshotIsRefusedWithItsAge() async throws {
        let trial = try trial()
        try await trial.serve { server in
            try await server.update()
            trial.clock.pass(24 * 3600)
            _ = try await server.run(server.specification())
            trial.clock.pass(1)
            let error = await #expect(throws: SnapshotUseError.self) {
                _ = try await server.run(server.specification())
            }
            #expect(error?.code == .old)
            #expect(error?.description.contains("is of 2026-03-02T00:00:00Z, 24 h ago; max_age is 24 h") == true)
            #expect(error?.description.contains("tcenrich snapshot update") == true)
        }
    }

    @Test func snapshotOfSomethingElseIsRefusedWithTheDifference() async throws {
        let trial = try trial()
        try await trial.serve { server in
            var few = trial
            few.owners = ["Third"]
            try await server.serving(few).update()
            let owners = await #expect(throws: SnapshotUseError.self) {
                _ = try await server.run(server.specification())
            }
            #expect(owners?.code == .owners)
            #expect(owners?.difference == "it has no indicators of 'Example Org', only of 'Third'")
            var other = try server.specification(owners: ["Third"])
            other.threatConnect.url = "https://tc.example.com"
            let instance = await #expect(throws: SnapshotUseError.self) { _ = try await server.run(other) }
            #expect(instance?.code == .instance)
            #expect(instance?.difference.contains("the pipeline asks https://tc.example.com/api") == true)
        }
    }

    @Test func missingSnapshotIsAnErrorThatSaysHowToMakeIt() async throws {
        let trial = try trial()
        try await trial.serve { server in
            let error = await #expect(throws: SnapshotError.self) { _ = try await server.run(server.specification()) }
            #expect(error?.code == .missing)
            #expect(error?.description.contains("tcenrich snapshot update") == true)
        }
    }
}
