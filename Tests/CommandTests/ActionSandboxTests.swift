import Foundation
import Sandbox
import TestSupport
import Testing

/// Writing actions against a server that keeps what they write.
@Suite(.serialized)
struct ActionSandboxTests {
    @Test func ratingIsReadBack() async throws {
        let place = try ActionPlace()
        try await ActionPlace.served { environment in
            let rated = try await place.run(
                [
                    "indicator", "rate", "new.example", ActionPlace.host, "--rating", "3", "--confidence", "0", "--tag",
                    "APT",
                ],
                environment: environment
            )
            #expect(rated.status == 0, "\(rated.errors)")
            #expect(try rated.objects().map { $0["status"] as? String } == ["Success", "Success"])
            let read = try await place.run(
                ["indicator", "get", "new.example", ActionPlace.host, "--include", "tags"],
                environment: environment
            )
            #expect(read.status == 0, "\(read.errors)")
            for line in read.output.split(separator: "\n") {
                #expect(line.contains(#""rating":3.00,"confidence":0"#) && line.contains(#""name":"APT""#), "\(line)")
            }
        }
    }

    @Test func listedIndicatorsCanBeRated() async throws {
        let place = try ActionPlace()
        try await ActionPlace.served { environment in
            let outcome = try await Program.shell(
                "$TCENRICH indicator list | $TCENRICH indicator rate --confidence 1 --tag listed && $TCENRICH indicator list --include tags",
                in: place.folder,
                environment: environment
            )
            #expect(outcome.errors.isEmpty, "\(outcome.errors)")
            let listed = try outcome.objects().suffix(2)
            #expect(listed.count == 2 && listed.allSatisfy { $0["tag"] != nil && $0["rating"] != nil })
        }
    }
}
