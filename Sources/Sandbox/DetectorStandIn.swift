// Stands in for the types of these names in Observables until they land there; then this file goes.
import Foundation
import Observables

struct Detector: Sendable {
    let kinds: ObservableKinds

    init(kinds: ObservableKinds = .detectable) { self.kinds = kinds }

    func observable(in bytes: UnsafeBufferPointer<UInt8>) -> Observable? {
        let text = String(decoding: bytes, as: UTF8.self)
        return ObservableKind.allCases.lazy.filter { kinds.contains($0) && $0.isDetectable }
            .compactMap { StandIn.canonical($0, text).map(StandIn.observable) }.first
    }
}

struct DeclaredReader: Sendable {
    let kind: ObservableKind

    init(kind: ObservableKind) { self.kind = kind }

    func observable(in bytes: UnsafeBufferPointer<UInt8>) -> Observable? {
        StandIn.canonical(kind, String(decoding: bytes, as: UTF8.self)).map(StandIn.observable)
    }
}

private enum StandIn {
    static func observable(_ found: (ObservableKind, String)) -> Observable {
        Observable(kind: found.0, canonical: found.1)
    }

    static func canonical(_ kind: ObservableKind, _ text: String) -> (ObservableKind, String)? {
        switch kind {
        case .address: (ipv4(text) ?? ipv6(text)).map { (kind, $0) }
        case .emailAddress: text.contains("@") && !text.contains("/") ? (kind, text.lowercased()) : nil
        case .file: isHash(text) ? (kind, text.uppercased()) : nil
        case .host: host(text).map { (kind, $0) }
        case .url: url(text).map { (kind, $0) }
        case .asn: text.uppercased().hasPrefix("ASN") && Int(text.dropFirst(3)) != nil ? (kind, text.uppercased()) : nil
        case .cidr: cidr(text).map { (kind, $0) }
        default: text.isEmpty ? nil : (kind, text)
        }
    }

    private static func ipv4(_ text: String) -> String? {
        let address = text.split(separator: ":", omittingEmptySubsequences: false)
        guard address.count <= 2, address.count == 1 || UInt16(address[1]) != nil else { return nil }
        let parts = address[0].split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts.allSatisfy({ UInt8($0) != nil && String(UInt8($0) ?? 0) == $0 }) else {
            return nil
        }
        return String(address[0])
    }

    private static func ipv6(_ text: String) -> String? {
        guard text.contains(":"), !text.contains(":::"), !text.contains(".") else { return nil }
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        guard halves.count <= 2 else { return nil }
        let groups = halves.map { $0.split(separator: ":") }
        let missing = 8 - groups.reduce(0) { $0 + $1.count }
        guard halves.count == 1 ? missing == 0 : missing > 0 else { return nil }
        let filled = halves.count == 1 ? groups[0] : groups[0] + Array(repeating: "0", count: missing) + groups[1]
        let numbers = filled.map { UInt16($0, radix: 16) }
        guard numbers.allSatisfy({ $0 != nil }) else { return nil }
        return numbers.map { String($0 ?? 0, radix: 16) }.joined(separator: ":")
    }

    private static func isHash(_ text: String) -> Bool {
        [32, 40, 64].contains(text.utf8.count) && text.utf8.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
    }

    private static func host(_ text: String) -> String? {
        let labels = text.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count > 1, let last = labels.last, last.count > 1, last.allSatisfy({ $0.isASCII && $0.isLetter }),
            labels.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" } })
        else { return nil }
        return labels.joined(separator: ".")
    }

    private static func url(_ text: String) -> String? {
        guard let colon = text.range(of: "://") else { return nil }
        let end = text[colon.upperBound...].firstIndex(of: "/") ?? text.endIndex
        return text[..<end].lowercased() + text[end...]
    }

    private static func cidr(_ text: String) -> String? {
        let parts = text.split(separator: "/")
        guard parts.count == 2, let bits = Int(parts[1]), bits <= 128 else { return nil }
        return (ipv4(String(parts[0])) ?? ipv6(String(parts[0]))).map { "\($0)/\(bits)" }
    }
}
