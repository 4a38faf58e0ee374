import Foundation

/// The parts of a `multipart/form-data` body (RFC 7578) by their names.
struct MultipartForm {
    private(set) var parts: [String: [UInt8]] = [:]

    /// Returns nil for another content type, and for one without a boundary.
    init?(body: [UInt8], contentType: String) {
        guard contentType.lowercased().hasPrefix("multipart/form-data"),
            let mark = contentType.range(of: "boundary=", options: .caseInsensitive)
        else { return nil }
        let boundary = contentType[mark.upperBound...].prefix { $0 != ";" }.trimmingCharacters(in: ["\"", " "])
        guard !boundary.isEmpty else { return nil }
        // A line break before the body, so that the first delimiter looks like all others.
        let data = Data("\r\n".utf8) + Data(body)
        let delimiter = Data("\r\n--\(boundary)".utf8)
        var rest = data[...]
        while let start = rest.range(of: delimiter) {
            rest = rest[start.upperBound...]
            guard let end = rest.range(of: delimiter) else { return }
            add(rest[..<end.lowerBound])
            rest = rest[end.lowerBound...]
        }
    }

    private mutating func add(_ part: Data) {
        guard let blank = part.range(of: Data("\r\n\r\n".utf8)) else { return }
        let head = String(decoding: part[..<blank.lowerBound], as: UTF8.self)
        guard let mark = head.range(of: " name=\"") else { return }
        parts[String(head[mark.upperBound...].prefix { $0 != "\"" })] = Array(part[blank.upperBound...])
    }
}
