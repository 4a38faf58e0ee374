import Foundation
import PipelineFile

/// Tells whether two runs read the same.
struct InputIdentity: Sendable, Hashable, Codable {
    /// A file as it stood when it was looked at.
    struct File: Sendable, Hashable, Codable {
        var path: String
        /// nil for a pipe or device, and for a file that is not there.
        var bytes: Int?
        /// Seconds and nanoseconds since 1970.
        var modified: String?

        init(_ path: String) {
            self.path = path
            var status = stat()
            guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
            bytes = Int(status.st_size)
            modified = "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
        }
    }

    private(set) var files: [File] = []
    /// What is read that is no file.
    private(set) var other: String?
    /// Whether the same records can be read again.
    let isRepeatable: Bool

    /// - Parameters:
    ///   - names: Of the files.
    ///   - title: Of a source in ThreatConnect.
    init(_ input: ReadSection.Input, names: [String], title: String? = nil) {
        switch input {
        case .files:
            files = names.map(File.init)
            isRepeatable = files.allSatisfy { $0.bytes != nil }
        case .values(let values):
            other = (["values"] + values).joined(separator: "\n")
            isRepeatable = true
        case .standardInput, .incident, .indicators:
            other = title ?? "standard input"
            isRepeatable = false
        }
    }

    /// As one line per file, for the ledger. What cannot be read again is told apart by its length.
    func text(bytesRead: Int) -> String {
        if let other { return isRepeatable ? other : "\(other) \(bytesRead)" }
        return files.map { "\($0.path) \($0.bytes.map(String.init) ?? "gone") \($0.modified ?? "")" }
            .joined(separator: "\n")
    }

    /// Whether both name the same files, whatever is in them.
    func hasSameNames(as other: InputIdentity) -> Bool {
        (files.map(\.path), self.other) == (other.files.map(\.path), other.other)
    }

    /// What is not as it was, for people.
    func differences(from former: InputIdentity) -> [String] {
        guard hasSameNames(as: former) else { return ["other input is read"] }
        return zip(files, former.files).compactMap { now, then in
            guard now != then else { return nil }
            guard let bytes = now.bytes else { return "\(now.path) is gone" }
            guard let before = then.bytes, before != bytes else { return "\(now.path) was modified" }
            return "\(now.path) has \(bytes) bytes instead of \(before)"
        }
    }
}
