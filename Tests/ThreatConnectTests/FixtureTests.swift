import Foundation
import Observables
import TestSupport
import Testing
import ThreatConnect

/// Responses recorded from real servers lose nothing on their way through the client.
@Suite(.enabled(if: SharedData.isPresent, SharedData.reason))
struct FixtureTests {
    private static let folder = "fixtures/threatconnect"

    private static let names: [String] = {
        guard let url = try? SharedData.url(folder) else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
        return names.filter { $0.hasSuffix(".json") }.sorted()
    }()

    private func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: SharedData.url("\(Self.folder)/\(name)")))
    }

    @Test(arguments: names)
    func nothingOfARecordedAnswerIsLost(name: String) throws {
        let original = try bytes(name)
        let text = try JSONText(original)
        #expect(try object(text.bytes) == object(original))
        #expect(numbers(text.bytes) == numbers(original))
        #expect(!text.bytes.contains(0x0A))
    }

    @Test(arguments: [
        ("cb-v2-indicators-trimmed.json", "indicator", nil), ("pysdk-v2-indicators.GET.json", "indicator", nil),
        ("tcex-v2-indicators-page.json", "indicator", nil),
        ("tcex-v2-indicators-addresses-page.json", "address", ObservableKind.address),
        ("tcex-v2-indicators-files-page.json", "file", .file),
        ("tcex-v2-indicators-emailSubjects.json", "emailSubject", .emailSubject),
        ("tcex-v2-indicators-registryKeys.json", "registryKey", .registryKey),
    ])
    func everyItemOfARecordedListArrives(name: String, member: String, kind: ObservableKind?) async throws {
        var body = try bytes(name)
        let original = try JSONText(body)["data"]?[member]?.elements ?? []
        #expect(!original.isEmpty)
        // Two recordings were cut off upstream and have no status.
        if try JSONText(body)["status"] == nil {
            body = Array(#"{"status":"Success","#.utf8) + body.drop { $0 != 0x7B }.dropFirst()
        }
        let answers = [body, Array(#"{"status":"Success","data":{}}"#.utf8)].map {
            Result<APIResponse, TransportError>.success(APIResponse(status: 200, body: $0))
        }
        let client = try ThreatConnectClient.scripted(ScriptedTransport(sequence: answers))
        var items: [JSONText] = []
        for try await page in client.indicatorPages(type: kind.map { IndicatorType($0) }, owner: nil) {
            items += page.items
        }
        #expect(items == original)
        let type = kind.map { IndicatorType($0) }
        for item in items {
            // Generated test data has items without id or value; a recorded item has both.
            if !name.hasPrefix("cb-") { #expect(item["id"]?.integer != nil) }
            if let type { #expect(type.summary(of: item)?.isEmpty == false) }
            if let rating = item["rating"] { #expect(Double(rating.description).map { 0...5 ~= $0 } == true) }
        }
    }

    @Test func recordedAttributeAnswersAWrite() async throws {
        let response = APIResponse(status: 201, body: try bytes("pysdk-v2-indicators-hosts-attributes.POST.json"))
        let client = try ThreatConnectClient.scripted(ScriptedTransport(.success(response)))
        let copy = try await client.addAttribute(
            AttributeDraft(type: "Description", value: "foobar"),
            to: .evilHost,
            owner: nil
        ).get()
        let expected = AttributeCopy(id: 1_597_322, type: "Description", value: "foobar", displayed: true, source: nil)
        #expect(copy == expected)
    }

    private func object(_ bytes: [UInt8]) throws -> NSObject? {
        try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed) as? NSObject
    }

    /// Every number outside of strings as it is written.
    private func numbers(_ bytes: [UInt8]) -> [String] {
        var numbers: [String] = []
        var current = ""
        var inString = false
        var isEscaped = false
        for byte in bytes {
            if inString {
                if isEscaped {
                    isEscaped = false
                } else if byte == 0x5C {
                    isEscaped = true
                } else if byte == 0x22 {
                    inString = false
                }
            } else if "0123456789+-.eE".utf8.contains(byte), byte != 0x65 || !current.isEmpty {
                current.unicodeScalars.append(UnicodeScalar(byte))
            } else {
                if !current.isEmpty { numbers.append(current) }
                current = ""
                inString = byte == 0x22
            }
        }
        return numbers
    }
}
