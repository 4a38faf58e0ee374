import Foundation
import Observables

/// Which values a server accepts for an indicator (API document, section 9). A client that normalises nothing is refused.
extension IndicatorType {
    /// The values as they are stored.
    ///
    /// - Parameter values: In the order of ``labels``.
    /// - Throws: ``Refusal`` `Please enter a valid {Type}`.
    func validated(_ values: [String?]) throws(Refusal) -> [String?] {
        let valid: [String?]? =
            switch kind {
            case .file: Self.hashes(values)
            case .registryKey: Self.registryKey(values)
            case .url: Self.isURL(values[0] ?? "") ? values : nil
            case .address, .emailAddress, .host, .asn, .cidr, .hashtag: canonical(values[0] ?? "").map { [$0] }
            case .mutex, .userAgent, .emailSubject, nil: isFilled(values) ? values.map { $0.map(folded) } : nil
            }
        guard let valid else { throw invalid }
        return valid
    }

    var invalid: Refusal {
        Refusal(status: 400, message: "Please enter a valid \(kind == .url ? "Url" : name)")
    }

    /// Refused is whatever is not in canonical form, but for its letter case.
    private func canonical(_ text: String) -> String? {
        guard let kind, text.utf8.allSatisfy({ $0 < 0x80 }) || kind == .hashtag else { return nil }
        let canonical = Array(text.utf8).withUnsafeBufferPointer {
            DeclaredReader.of(kind).observable(in: $0)?.canonical
        }
        guard let canonical else { return nil }
        return canonical == text || (kind != .hashtag && canonical.lowercased() == text.lowercased()) ? canonical : nil
    }

    private static func hashes(_ values: [String?]) -> [String?]? {
        let isValid = zip(values, [32, 40, 64]).allSatisfy { value, length in
            value.map { $0.utf8.count == length && $0.allSatisfy { $0.isHexDigit && $0.isASCII } } ?? true
        }
        return isValid && values.contains { $0 != nil } ? values.map { $0?.uppercased() } : nil
    }

    /// A value name of one space stands for the empty one.
    private static func registryKey(_ values: [String?]) -> [String?]? {
        guard let key = values[0], let name = values[1], let type = values[2], registryValueTypes.contains(type),
            isRegistryKey(key)
        else { return nil }
        return [key, name.allSatisfy { $0 == " " } ? nil : name, type]
    }

    /// Begins with a hive that is spelled out.
    static func isRegistryKey(_ name: String) -> Bool {
        hives.contains { name == $0 || name.hasPrefix($0 + "\\") }
    }

    private static let hives = [
        "HKEY_CLASSES_ROOT", "HKEY_CURRENT_CONFIG", "HKEY_CURRENT_USER", "HKEY_CURRENT_USER_LOCAL_SETTINGS",
        "HKEY_LOCAL_MACHINE", "HKEY_PERFORMANCE_DATA", "HKEY_PERFORMANCE_NLSTEXT", "HKEY_PERFORMANCE_TEXT",
        "HKEY_USERS",
    ]

    /// A scheme, and a host in lower case and ASCII.
    private static func isURL(_ text: String) -> Bool {
        guard let mark = text.range(of: "://"), mark.lowerBound > text.startIndex,
            text[..<mark.lowerBound].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) })
        else { return false }
        let authority = text[mark.upperBound...].prefix { !"/?#".contains($0) }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        return !host.isEmpty && host.first != ":"
            && host.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !(0x41...0x5A).contains($0) }
    }

    private func isFilled(_ values: [String?]) -> Bool {
        values.allSatisfy { value in value.map { !$0.allSatisfy(\.isWhitespace) } ?? false }
    }

    private func folded(_ text: String) -> String { isCustom ? key(for: text) : text }
}

/// Limits of ratings.
enum RatingRules {
    static func rating(_ rating: Double?, _ type: IndicatorType) throws(Refusal) {
        guard let rating, !(0...5).contains(rating) else { return }
        throw Refusal(
            status: 400,
            message: "The rating for this \(type.name) is invalid, please enter a rating between 0 and 5"
        )
    }

    static func confidence(_ confidence: Double?, _ type: IndicatorType) throws(Refusal) {
        guard let confidence, !(0...100).contains(confidence) || confidence.rounded() != confidence else { return }
        throw Refusal(
            status: 400,
            message: "The confidence for this \(type.name) is invalid, please enter a confidence between 0 and 100"
        )
    }
}
