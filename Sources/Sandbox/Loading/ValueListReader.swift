import Foundation
import Observables

/// Reads one value per line: the first token, whose kind shows by itself. The rest of the line is for people.
struct ValueListReader {
    let file: String
    let defaults: LoadDefaults
    private let detector = Detector()

    init(file: String, defaults: LoadDefaults) {
        self.file = file
        self.defaults = defaults
    }

    func read(_ data: Data, _ report: inout LoadReport) -> [NewIndicator] {
        var found: [NewIndicator] = []
        var rejected: [(line: Int, text: String)] = []
        data.forEachLine { line, number in
            guard let token = Self.firstToken(of: line) else { return }
            if let observable = detector.observable(in: token) {
                found.append(NewIndicator(observable, defaults))
            } else {
                rejected.append((number, String(token.text.prefix(80))))
            }
        }
        for (line, text) in rejected { report.reject(file: file, line: line, reason: "no indicator in \"\(text)\"") }
        return found
    }

    /// Returns nil for blank lines and comments. A token in quotes ends at the next quote.
    static func firstToken(of line: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
        let rest = line.drop { $0 <= UInt8(ascii: " ") }
        guard let first = rest.first, first != UInt8(ascii: "#") else { return nil }
        guard first != UInt8(ascii: "\"") else {
            return UnsafeBufferPointer(rebasing: rest.dropFirst().prefix { $0 != UInt8(ascii: "\"") })
        }
        return UnsafeBufferPointer(rebasing: rest.prefix { $0 > UInt8(ascii: " ") && $0 != UInt8(ascii: ",") })
    }
}

extension NewIndicator {
    init(_ observable: Observable, _ defaults: LoadDefaults) {
        self.init(
            observable,
            owner: defaults.owner,
            rating: defaults.rating,
            confidence: defaults.confidence
        )
        tags = defaults.tags
        dateAdded = defaults.date
        lastModified = defaults.date
    }
}
