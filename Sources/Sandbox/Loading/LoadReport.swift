/// What a list without ratings gets, and where it belongs.
package struct LoadDefaults: Sendable, Hashable {
    /// nil: the store's own organisation.
    package var owner: String?
    /// 0–5; nil leaves it unset.
    package var rating: Double?
    /// 0–100; nil leaves it unset.
    package var confidence: Int?
    package var tags: [String]
    /// UTC, `2017-07-13T17:04:54Z`.
    package var date: String

    package init(
        owner: String? = nil,
        rating: Double? = 3,
        confidence: Int? = 50,
        tags: [String] = [],
        date: String = SandboxStore.defaultDate
    ) {
        self.owner = owner
        self.rating = rating
        self.confidence = confidence
        self.tags = tags
        self.date = date
    }
}

/// What loading files did. Nothing is dropped without being counted here.
package struct LoadReport: Sendable, Hashable {
    /// An entry from which no indicator could be made.
    package struct Unreadable: Sendable, Hashable, CustomStringConvertible {
        package let file: String
        /// One-based line, or one-based position within a JSON array.
        package let line: Int
        package let reason: String

        package var description: String { "\(file):\(line): \(reason)" }
    }

    package static let listed = 100

    package fileprivate(set) var files = 0
    package fileprivate(set) var added = 0
    /// The owner had the value already: repeated in a list, or merged with what a JSON file says.
    package fileprivate(set) var merged = 0
    package fileprivate(set) var unreadableCount = 0
    /// The first ``listed`` of them.
    package fileprivate(set) var unreadable: [Unreadable] = []
}

extension LoadReport {
    mutating func countFile(_ count: AddedCount) {
        files += 1
        added += count.added
        merged += count.merged
    }

    mutating func reject(file: String, line: Int, reason: String) {
        unreadableCount += 1
        if unreadable.count < Self.listed { unreadable.append(Unreadable(file: file, line: line, reason: reason)) }
    }
}

package enum LoadError: Error, Sendable, Hashable, CustomStringConvertible {
    case unreadableFile(path: String, cause: String)

    package var description: String {
        switch self {
        case .unreadableFile(let path, let cause): "cannot read the indicators in \(path): \(cause)"
        }
    }
}
