import Foundation
import Observables
import State

/// Keeps answers in a state file, and gets them back: through the store as a run uses it, in batches as large as a chunk's.
func cachedAnswers(_ arguments: Arguments) throws -> [Measurement] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tcenrich-cache-\(UUID().uuidString)")
    defer {
        do {
            try FileManager.default.removeItem(at: folder)
        } catch {
            FileHandle.standardError.write(Data("left behind: \(folder.path)\n".utf8))
        }
    }
    let store = try StateStore(path: folder.appendingPathComponent("state.sqlite").path)
    let scope = try store.answerScope("benchmark")
    let answers = (0..<arguments.count).map(madeUpAnswer).shuffled()
    let writing = Stopwatch()
    for batch in answers.batches(of: 2_000) { try store.store(batch, scope: scope) }
    let writeSeconds = writing.seconds
    let asked = answers.map(\.observable).shuffled()
    var found = 0
    let reading = Stopwatch()
    for batch in asked.batches(of: 500) {
        found += try store.storedAnswers(for: batch, scope: scope).count { $0 != nil }
    }
    let readSeconds = reading.seconds
    guard found == answers.count else { throw UsageError(message: "\(found) of \(answers.count) answers came back") }
    return [
        Measurement(stage: "cache write", seconds: writeSeconds, records: answers.count, bytes: 0),
        Measurement(stage: "cache read", seconds: readSeconds, records: found, bytes: 0),
    ]
}

/// One hit in ten; the others are absent, as in a log.
private func madeUpAnswer(_ number: Int) -> StoredAnswer {
    let host = Observable(kind: .host, canonical: "host\(number).example.com")
    var intelligence: Intelligence?
    if number % 10 == 0 {
        var indicator = Indicator(id: Int64(number), kind: .host, summary: host.canonical, owner: "Example Org")
        indicator.rating = 3
        indicator.confidence = 80
        indicator.threatAssessScore = 480
        indicator.tags = ["Phishing"]
        indicator.dateAdded = "2026-01-01T00:00:00Z"
        indicator.lastModified = "2026-01-01T00:00:00Z"
        indicator.webLink = "https://sandbox.example/auth/indicators/details/host.xhtml?host=\(host.canonical)"
        intelligence = Intelligence(indicators: [indicator])
    }
    return StoredAnswer(observable: host, intelligence: intelligence, asOf: 1_800_000_000, expiresAt: 1_800_086_400)
}

extension Array {
    fileprivate func batches(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
