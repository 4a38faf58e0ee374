import Foundation
import PipelineFile

/// What a run reads and what it does with it: two runs with one identity put out the same.
struct RunIdentity: Sendable, Hashable, Codable {
    var input: InputIdentity
    /// Digests of the pipeline file's sections by their name.
    var sections: [String: String]
    /// Files beside the input that decide what is put out.
    var files: [InputIdentity.File]

    init(_ specification: PipelineSpecification, input: InputIdentity, files: [InputIdentity.File] = []) {
        self.input = input
        self.files = files
        sections = specification.fingerprints
    }

    /// What is not as it was, for people.
    func differences(from former: RunIdentity) -> [String] {
        let names = Set(sections.keys).union(former.sections.keys).sorted()
        let changed = names.filter { sections[$0] != former.sections[$0] }
        let pipeline = changed.map { "the section '\($0)' of the pipeline file was changed" }
        let others = files == former.files ? [] : ["files that the pipeline file names beside the input were changed"]
        return input.differences(from: former.input) + pipeline + others
    }

    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    /// nil for the words of another version.
    init?(json: String) {
        guard let identity = try? JSONDecoder().decode(RunIdentity.self, from: Data(json.utf8)) else { return nil }
        self = identity
    }
}
