import Foundation
import PipelineFile

/// Tells whether two runs read the same: a write-back is continued over the same input only.
struct InputIdentity {
    let input: ReadSection.Input
    /// Of the files, or of standard input.
    let names: [String]
    let bytesRead: Int
    /// Of a source in ThreatConnect.
    let title: String?

    /// Files by size and time of change, standard input by its length, everything else by its name.
    var text: String {
        if let title { return title }
        switch input {
        case .files: return names.map(Self.file).joined(separator: "\n")
        case .values(let values): return (["values"] + values).joined(separator: "\n")
        case .standardInput, .incident, .indicators: return "\(names.joined(separator: "\n")) \(bytesRead)"
        }
    }

    /// A file that is gone meanwhile is another one.
    private static func file(_ path: String) -> String {
        var status = stat()
        guard stat(path, &status) == 0 else { return "\(path) gone" }
        return "\(path) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    }
}
