import Foundation
import TestSupport
import Testing

/// What the machine does to a run: no half file, and nothing that was done is lost.
@Suite(.serialized)
struct MachineTests {
    private static let rows = 60_000

    /// - Parameter input: Name of the file to read; `log.csv` has all rows.
    private func place(input: String = "log.csv", output: String = "out/e.csv") throws -> Workplace {
        let place = try Workplace(
            Workplace.pipeline(
                read: "files: [\(input)]",
                output: "{enriched: \(output)}",
                extra: "state: {file: state.sqlite, checkpoint_interval: 0s}"
            )
        )
        let lines = (1...Self.rows).map { "\($0),203.0.113.\($0 % 200),\(String(repeating: "x", count: $0 % 40))\n" }
        try place.folder.write("id,dst_ip,text\n" + lines.joined(), to: "log.csv")
        return place
    }

    private func undisturbed(_ environment: [String: String]) async throws -> String {
        let place = try place()
        let outcome = try await place.run("--as-of", "2026-01-01", environment: environment)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try place.folder.text("out/e.csv")
    }

    /// A limit on the size of files stands for a full disk, which a test cannot make.
    @Test func fullDiskLeavesNoHalfFileAndTheRunGoesOnWhenThereIsRoom() async throws {
        let place = try place()
        try await Workplace.served { environment in
            let expected = try await undisturbed(environment)
            let full = try await Program.shell(
                "trap '' XFSZ; ulimit -f 3000; exec \"$TCENRICH\" run p.yaml --as-of 2026-01-01",
                in: place.folder,
                environment: environment
            )
            #expect(full.status == 2)
            #expect(full.errors.contains("cannot write out/e.csv: "), "\(full.errors)")
            #expect(full.errors.contains("records are done and kept; go on with: "), "\(full.errors)")
            #expect(try !place.made().contains("out/e.csv"))
            let rest = try await place.run("--as-of", "2026-01-01", "--resume", environment: environment)
            #expect(rest.status == 0, "\(rest.errors)")
            #expect(rest.errors.contains("continuing run"))
            #expect(try place.folder.text("out/e.csv") == expected)
        }
    }

    @Test(arguments: [("gzip -c", "log.csv.gz"), ("zstd -q -c", "log.csv.zst")])
    func dataDamagedInTheMiddleLeaveNoHalfFile(packer: String, name: String) async throws {
        guard try await Self.isInstalled(packer) else { return }
        let place = try place(input: name)
        let packed = try await Program.shell("\(packer) log.csv > \(name)", in: place.folder)
        #expect(packed.status == 0, "\(packed.errors)")
        try damage(place.folder.url.appendingPathComponent(name))
        try await Workplace.served { environment in
            let outcome = try await place.run(environment: environment)
            #expect(outcome.status == 2)
            #expect(
                outcome.errors.contains("the input breaks off: \(name): "),
                "\(outcome.errors)"
            )
            #expect(try !place.made().contains("out/e.csv"))
            #expect(outcome.errors.contains("records are done and kept"), "\(outcome.errors)")
            // Whole again, it is another file.
            _ = try await Program.shell("\(packer) log.csv > \(name)", in: place.folder)
            let resumed = try await place.run("--resume", environment: environment)
            #expect(resumed.status == 2)
            #expect(resumed.errors.contains("cannot be continued: \(name) "), "\(resumed.errors)")
            let anew = try await place.run(environment: environment)
            #expect(anew.status == 0, "\(anew.errors)")
            #expect(try place.folder.text("out/e.csv").split(separator: "\n").count == Self.rows + 1)
        }
    }

    @Test func folderThatIsAFileIsNamed() async throws {
        let place = try place(output: "log.csv/e.csv")
        let outcome = try await Workplace.served { try await place.run(environment: $0) }
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("log.csv"), "\(outcome.errors)")
        #expect(
            outcome.errors.contains("Not a directory") || outcome.errors.contains("File exists"),
            "\(outcome.errors)"
        )
    }

    /// Foreign bytes, and a file of SQLite's whose pages are not what they were.
    @Test(arguments: [true, false])
    func damagedStateFileStopsBeforeAnythingIsAsked(isForeign: Bool) async throws {
        let place = try place()
        try await Workplace.served { environment in
            if isForeign {
                try place.folder.write(String(repeating: "no database ", count: 900), to: "state.sqlite")
            } else {
                #expect(try await place.run(environment: environment).status == 0)
                try damage(place.folder.url.appendingPathComponent("state.sqlite"), from: 2048)
                try FileManager.default.removeItem(at: place.folder.url.appendingPathComponent("out"))
            }
            let outcome = try await place.run(environment: environment)
            #expect(outcome.status == 2)
            #expect(
                outcome.errors.contains("the state file state.sqlite is damaged or no state file"),
                "\(outcome.errors)"
            )
            #expect(outcome.errors.contains("move it away"), "\(outcome.errors)")
            #expect(try place.made().filter { $0.hasPrefix("out/") }.isEmpty)
        }
    }

    private static func isInstalled(_ packer: String) async throws -> Bool {
        let name = packer.prefix { $0 != " " }
        let folder = try TemporaryFolder()
        let found = try await Program.shell("command -v \(name)", in: folder)
        if found.status != 0 { print("skipped: \(name) is not installed") }
        return found.status == 0
    }

    /// Changes every third byte up to the last quarter.
    ///
    /// - Parameter from: The first quarter stays when this is nil.
    private func damage(_ file: URL, from start: Int? = nil) throws {
        var data = try Data(contentsOf: file)
        for index in (start ?? data.count / 4)..<data.count * 3 / 4 where index % 3 == 0 { data[index] ^= 0x55 }
        try data.write(to: file)
    }
}
