import Foundation
import Observables
import TestSupport
import Testing

/// Whole columns of real exports, in numbers.
@Suite(.enabled(if: SharedData.isPresent, SharedData.reason))
struct RealDataTests {
    /// The lines of a file that has one value per line, without the empty ones.
    private func values(_ path: String) throws -> [[UInt8]] {
        let bytes = try Array(Data(contentsOf: SharedData.url("data/logs/\(path)")))
        return bytes.split { $0 == 0x0A || $0 == 0x0D }.map(Array.init)
    }

    @Test func packageNamesRarelyPassForHosts() throws {
        let names = try values("ioc-csv/unit42-apps-ragged.csv")
        let hosts = names.filter { detected($0) != nil }
        #expect(names.count == 2324)
        #expect(hosts.count == 127)
    }

    @Test func hashesAreFoundBehindStrayBytes() throws {
        let hashes = try values("ioc-csv/unit42-hashes-latin1.csv")
        #expect(hashes.filter { detected($0)?.hasPrefix("File ") == true }.count == hashes.count)
    }

    @Test func everyMixedPhishingLineIsAURLWhenDeclaredOne() throws {
        let lines = try values("ioc-csv/unit42-phishing-mixed-hosts-urls.txt")
        let reader = DeclaredReader(kind: .url)
        let read = lines.filter { line in line.withUnsafeBufferPointer { reader.observable(in: $0) } != nil }
        #expect(read.count == lines.count)
    }

    @Test func alertMailsHoldTheirPublicAddresses() throws {
        let path = try SharedData.url("data/conformance/ioc/alert-mail-text.txt")
        let found = extraction(Array(try Data(contentsOf: path))).found
        #expect(found.filter { $0.kind == .address && $0.specialPurpose == nil }.count == 212)
    }
}
