internal import Foundation

/// What a value of a write-back rule must be once it is filled in. A constant is checked when the file is read.
enum ConstantRule: Sendable {
    /// 0–5.
    case rating
    /// 0–100.
    case confidence
    case flag
    /// A tag: 1–128 characters.
    case tag
    /// A group's id.
    case identifier
    case text

    var expected: String {
        switch self {
        case .rating: "a number from 0 to 5"
        case .confidence: "a whole number from 0 to 100"
        case .flag: "true or false"
        case .tag: "a name of 1 to 128 characters"
        case .identifier: "a whole number above 0"
        case .text: "text"
        }
    }

    func accepts(_ text: String) -> Bool {
        switch self {
        case .rating: Double(text).map { (0...5).contains($0) } ?? false
        case .confidence: Int(text).map { (0...100).contains($0) } ?? false
        case .flag: text == "true" || text == "false"
        case .tag: text.unicodeScalars.count <= 128 && text.contains { !$0.isWhitespace }
        case .identifier: Int64(text).map { $0 > 0 } ?? false
        case .text: text.contains { !$0.isWhitespace }
        }
    }
}
