package import PipelineFile

extension PipelineSpecification {
    /// The same run without anything it would write: no outputs, no reports, no history, no write to ThreatConnect.
    ///
    /// - Throws: Never in practice: the path is a fixed one.
    package func forPlanning() throws -> PipelineSpecification {
        var planned = self
        // Otherwise rejected records would go to a file of their own.
        planned.output = [.rejected(path: try PathTemplate("/dev/null"))]
        planned.report = []
        planned.stateFile = nil
        planned.writeBack?.mode = .plan
        return planned
    }

    /// Every owner that the run asks or writes to by name.
    var ownerNames: [String] {
        var names = threatConnect.owners
        let writing = [writeBack?.owner] + (writeBack?.rules.map(\.owner) ?? [])
        for name in writing.compactMap({ $0 }) where !names.contains(name) { names.append(name) }
        return names
    }
}
