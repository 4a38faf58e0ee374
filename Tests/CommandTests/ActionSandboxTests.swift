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

    /// What is printed by one command is read by the next, whatever the type and the form.
    @Test(arguments: [
        ("Address", "198.51.100.5"), ("EmailAddress", "a@mail.example"), ("Host", "a.example"),
        ("File", "\(String(repeating: "AB", count: 16)) : \(String(repeating: "CD", count: 20))"),
        ("File", String(repeating: "EF", count: 32)), ("URL", "http://a.example/x"), ("ASN", "ASN64500"),
        ("CIDR", "198.51.100.0/24"), ("Mutex", #"Global\m"#), ("Registry Key", #"HKEY_USERS\X :  : REG_NONE"#),
        ("Registry Key", #"HKEY_USERS\X : a : b : REG_SZ"#), ("User Agent", "curl : 8"), ("Email Subject", "Hello"),
        ("Hashtag", "#tag"),
    ])
    func outputOfOneCommandIsInputOfTheNext(type: String, value: String) async throws {
        let place = try ActionPlace()
        try await ActionPlace.served { environment in
            let made = try await place.run(
                ["indicator", "rate", "--type", type, "--rating", "2", value],
                environment: environment
            )
            #expect(made.status == 0, "\(made.errors)")
            let pipes = [
                "indicator list --type '\(type)'", "indicator list --type '\(type)' | $TCENRICH indicator get",
                "indicator list --type '\(type)' | $TCENRICH indicator get --envelope",
                "indicator list --type '\(type)' | $TCENRICH indicator rate --confidence 7",
            ]
            for pipe in pipes {
                let outcome = try await Program.shell(
                    "$TCENRICH \(pipe) | grep -v -e '\(ActionPlace.host)' -e '\(ActionPlace.address)' | $TCENRICH indicator get",
                    in: place.folder,
                    environment: environment
                )
                #expect(outcome.errors.isEmpty, "\(pipe): \(outcome.errors)")
                let read = try outcome.objects()
                #expect(read.count == 1 && read.allSatisfy { $0["status"] as? String == "Success" }, "\(pipe)")
                #expect(outcome.output.contains(#""rating":2.00"#), "\(pipe): \(outcome.output)")
            }
        }
    }
}
