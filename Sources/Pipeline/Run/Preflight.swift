import PipelineFile
import Tabular

/// Checks that need the input's header or names. Nothing has been asked or written yet.
struct Preflight {
    let specification: PipelineSpecification
    let layout: InputLayout
    let paths: RunPaths
    let inputs: [String]

    /// - Throws: `PreflightError` with every problem found.
    func check() throws {
        let problems = overwrittenInputs() + sharedOutputs() + existingColumns() + tooManyColumns()
        if !problems.isEmpty { throw PreflightError(problems: problems) }
    }

    private func overwrittenInputs() -> [Problem] {
        let inputs = Set(inputs.compactMap(FileIdentity.init))
        return paths.all.filter { path in FileIdentity(path).map(inputs.contains) ?? false }.map { path in
            problem("the output '\(path)' is also an input; write to another path: the input stays as it is")
        }
    }

    /// Two outputs on one file would leave only the second, whatever their spelling.
    private func sharedOutputs() -> [Problem] {
        var owners: [FileIdentity: String] = [:]
        return paths.all.compactMap { path in
            guard let identity = FileIdentity(path), let other = owners.updateValue(path, forKey: identity) else {
                return nil
            }
            return problem("the outputs '\(other)' and '\(path)' are one file; give each its own path")
        }
    }

    /// Appending a column that exists would make two of one name.
    private func existingColumns() -> [Problem] {
        guard layout.format != .jsonl, layout.hasHeader else { return [] }
        let existing = Set(layout.columns.map(\.name))
        let names = specification.read.observables.map(\.column)
        return specification.output.compactMap { item in
            guard case .enriched(let settings) = item else { return nil }
            let taken = EnrichedHeader(settings: settings, names: names).columnNames.filter(existing.contains)
            guard let first = taken.first else { return nil }
            return problem(
                "the input already has a column '\(first)'\(taken.count > 1 ? " and \(taken.count - 1) more" : "")"
                    + "; choose another 'prefix' for the enriched output (now '\(settings.prefix)')"
            )
        }
    }

    private func tooManyColumns() -> [Problem] {
        let count = specification.read.observables.count
        guard count > Int(UInt8.max) else { return [] }
        return [problem("\(count) observable columns are too many; at most \(UInt8.max) are possible")]
    }

    private func problem(_ message: String) -> Problem {
        specification.problem(message, at: .start, keyPath: "output")
    }
}
