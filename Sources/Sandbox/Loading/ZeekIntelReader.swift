import Foundation
import Observables

/// Reads files for Zeek's intelligence framework: tab-separated, columns named by `#fields`.
///
/// `meta.source` becomes the Source attribute, `meta.desc` the Description. Zeek's URLs have no scheme; they get `http://`.
struct ZeekIntelReader {
    let file: String
    let defaults: LoadDefaults

    private static let kinds: [String: ObservableKind] = [
        "Intel::ADDR": .address,
        "Intel::SUBNET": .cidr,
        "Intel::DOMAIN": .host,
        "Intel::URL": .url,
        "Intel::EMAIL": .emailAddress,
        "Intel::FILE_HASH": .file,
        "Intel::SOFTWARE": .userAgent,
    ]

    func read(_ data: Data, _ report: inout LoadReport) -> [NewIndicator] {
        var columns: [String: Int] = [:]
        var found: [NewIndicator] = []
        var rejected: [(line: Int, reason: String)] = []
        data.forEachLine { line, number in
            guard line.first != UInt8(ascii: "#") else {
                let names = line.tabSeparated.map(\.text)
                if names.first == "#fields" { columns = Self.positions(of: names.dropFirst()) }
                return
            }
            guard !line.isEmpty else { return }
            switch indicator(in: line.tabSeparated, columns) {
            case .success(let indicator): found.append(indicator)
            case .failure(let reason): rejected.append((number, reason.text))
            }
        }
        for (line, reason) in rejected { report.reject(file: file, line: line, reason: reason) }
        return found
    }

    private struct Reason: Error { let text: String }

    private func indicator(
        in fields: [UnsafeBufferPointer<UInt8>],
        _ columns: [String: Int]
    ) -> Result<NewIndicator, Reason> {
        func field(_ name: String) -> UnsafeBufferPointer<UInt8>? {
            columns[name].flatMap { $0 < fields.count ? fields[$0] : nil }
        }
        guard let value = field("indicator"), let typeName = field("indicator_type")?.text else {
            return .failure(Reason(text: "no indicator and indicator_type in this line"))
        }
        guard let kind = Self.kinds[typeName] else { return .failure(Reason(text: "\(typeName) is not supported")) }
        guard let observable = DeclaredReader.of(kind).observable(in: value) else {
            return .failure(Reason(text: "\"\(value.text.prefix(80))\" is no \(kind.name)"))
        }
        var indicator = NewIndicator(observable, defaults)
        indicator.attributes = [("Description", "meta.desc"), ("Source", "meta.source")].compactMap { type, column in
            guard let text = field(column)?.text, !text.isEmpty, text != "-" else { return nil }
            return NewAttribute(type: type, value: text, displayed: true)
        }
        return .success(indicator)
    }

    private static func positions(of names: ArraySlice<String>) -> [String: Int] {
        Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
