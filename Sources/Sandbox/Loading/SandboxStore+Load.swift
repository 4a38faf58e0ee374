import Foundation
import Observables

extension SandboxStore {
    /// Loads indicators from a file, or from every file of a folder and its folders in the order of their paths.
    ///
    /// | Content | Recognised by |
    /// |---|---|
    /// | ThreatConnect batch or bulk JSON, `{"indicator":[…],"group":[…]}`, or JSON Lines of its items | first byte `{` or `[` |
    /// | Zeek intelligence | a first line that begins `#fields` or `#separator` |
    /// | a plain list: the first blank-, tab- or comma-separated token of each line; `#` begins a comment | anything else |
    ///
    /// In JSON, an item whose type is that of a group (`Incident`) is a group. It may have an `id`, and name `indicators`: values
    /// of the same owner, which are added where they are missing, or whole items. `{"indicatorType":{…}}` declares a
    /// further indicator type.
    ///
    /// Hidden files are passed over. Each file is stored in one transaction. In lists a value that the owner has already is kept as it
    /// is; a JSON item updates it.
    ///
    /// - Throws: ``LoadError`` for a file that cannot be read. A line that holds no indicator is counted, not thrown.
    @discardableResult
    package func load(_ path: String, defaults: LoadDefaults = LoadDefaults()) throws -> LoadReport {
        var report = LoadReport()
        for file in try Self.files(at: path) { try load(file: file, defaults, &report) }
        return report
    }

    private func load(file: String, _ defaults: LoadDefaults, _ report: inout LoadReport) throws {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: file))
        } catch {
            throw LoadError.unreadableFile(path: file, cause: error.localizedDescription)
        }
        switch IndicatorFileFormat(of: data) {
        case .json:
            let content = try BatchJSONReader(file: file, defaults: defaults, store: self).read(data, &report)
            report.countFile(try add(content, file: file, defaults, &report))
        case .zeek:
            let indicators = ZeekIntelReader(file: file, defaults: defaults).read(data, &report)
            report.countFile(try add(indicators, existing: .keep))
        case .list:
            let indicators = ValueListReader(file: file, defaults: defaults).read(data, &report)
            report.countFile(try add(indicators, existing: .keep))
        }
    }

    private static func files(at path: String) throws -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw LoadError.unreadableFile(path: path, cause: "there is no such file")
        }
        guard isFolder.boolValue else { return [path] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
                .filter { !$0.hasPrefix(".") }.flatMap { try files(at: path + "/" + $0) }
        } catch let error as LoadError {
            throw error
        } catch {
            throw LoadError.unreadableFile(path: path, cause: error.localizedDescription)
        }
    }
}

enum IndicatorFileFormat {
    case json, zeek, list

    init(of data: Data) {
        let start = data.prefix(4096).drop { $0 <= UInt8(ascii: " ") || [0xEF, 0xBB, 0xBF].contains($0) }
        if start.first == UInt8(ascii: "{") || start.first == UInt8(ascii: "[") {
            self = .json
        } else if start.starts(with: "#fields".utf8) || start.starts(with: "#separator".utf8) {
            self = .zeek
        } else {
            self = .list
        }
    }
}
