import Observables
import PipelineFile
import ThreatConnect

/// What one rule wants of one target.
struct RuleWishes: Sendable {
    /// Of the rule in the file.
    let place: Int
    let state: DesiredState
}

/// Brings the rules' matches to what they want of each target.
struct DesiredStates {
    let stage: WriteBackStage
    let run: TemplateRun

    /// Looks up the groups that the rules name; everything else is rendered without asking.
    func load(
        _ matches: RuleMatches,
        _ answered: [ObservableID: AnsweredObservable]
    ) async throws -> [WriteTarget: [RuleWishes]] {
        let renderers = renderers(matches, answered)
        var catalogue = stage.catalogue
        let keys = renderers.flatMap { _, renderer in renderer.rule.groups.map { GroupKey($0, renderer) } }
        try await catalogue.loadGroups(Set(keys.filter { !$0.text.isEmpty }), from: stage.client)
        var wishes: [WriteTarget: [RuleWishes]] = [:]
        for (place, renderer) in renderers {
            let target = WriteTarget(observable: renderer.answered.observable, owner: renderer.owner)
            let state = DesiredState(renderer.rule, renderer, catalogue: catalogue)
            wishes[target, default: []].append(RuleWishes(place: place, state: state))
        }
        return wishes
    }

    /// In the order of the rules, so that later ones win.
    private func renderers(
        _ matches: RuleMatches,
        _ answered: [ObservableID: AnsweredObservable]
    ) -> [(place: Int, TemplateRenderer)] {
        matches.sorted { ($0.key.rule, $0.key.observable) < ($1.key.rule, $1.key.observable) }.compactMap {
            key,
            match in
            // What was skipped on purpose or could not be asked about is left alone.
            guard let answered = answered[key.observable], answered.sourced.answer.allowsWriting else { return nil }
            let rule = stage.section.rules[key.rule]
            let renderer = TemplateRenderer(
                rule: rule,
                match: match,
                answered: answered,
                run: run,
                owner: owner(of: rule)
            )
            return (key.rule, renderer)
        }
    }

    private func owner(of rule: WriteBackRule) -> String? { rule.owner ?? stage.owner }
}

extension Answer {
    fileprivate var allowsWriting: Bool {
        switch self {
        case .hit, .absent: true
        case .skipped, .failed: false
        }
    }
}

extension WriteBackSection {
    /// The rules as one text, without their places in the file: equal for equal rules.
    var fingerprint: String {
        let owner = owner ?? ""
        return ([owner] + rules.map(\.fingerprint)).joined(separator: "\n")
    }
}

extension WriteBackRule {
    fileprivate var fingerprint: String {
        let attributes = attributes.map { attribute in
            [attribute.type, attribute.mode.rawValue, attribute.displayed.map(String.init) ?? ""].joined(separator: ":")
        }
        let groups = groups.map { group in
            switch group {
            case .id: "id"
            case .named(let type, _): type
            }
        }
        let counts = [tags.count, securityLabels.count].map(String.init)
        let singles = [rating, confidence, active, falsePositive].map { $0 == nil ? "-" : "+" }
        let parts = [label, condition?.source ?? "", owner ?? "", String(create), listSeparator] + singles + counts
        return (parts + groups + attributes + templates.map(\.text)).joined(separator: "|")
    }
}
