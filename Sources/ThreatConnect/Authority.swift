/// The `host:port` part of a URL (RFC 3986, section 3.2), without user information.
struct Authority: Sendable, Hashable {
    /// Lower case; an IPv6 address keeps its brackets.
    let host: String
    let port: Int?

    /// Nil when the host is empty, holds characters no host name has, or the port is not 1–65535.
    init?(_ text: Substring) {
        guard let split = Self.split(text) else { return nil }
        guard let portText = split.port else {
            (host, port) = (split.host, nil)
            return
        }
        guard portText.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(portText), 1...65535 ~= number
        else { return nil }
        (host, port) = (split.host, number)
    }

    private static func split(_ text: Substring) -> (host: String, port: Substring?)? {
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { return nil }
            let address = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            guard address.contains(":"), address.utf8.allSatisfy(isAddressByte) else { return nil }
            guard rest.isEmpty || rest.first == ":" else { return nil }
            return ("[\(address.lowercased())]", rest.isEmpty ? nil : rest.dropFirst())
        }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard !parts[0].isEmpty, parts[0].utf8.allSatisfy(isNameByte) else { return nil }
        return (parts[0].lowercased(), parts.count == 2 ? parts[1] : nil)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        PercentEncoding.isUnreserved(byte) && byte != UInt8(ascii: "~")
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: ":"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
