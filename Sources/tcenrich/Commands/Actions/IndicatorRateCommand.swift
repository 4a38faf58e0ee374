import ArgumentParser
import Observables
import ThreatConnect

struct IndicatorRateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rate",
        abstract: "Create indicators with ratings, or give existing ones new ratings.",
        discussion: """
            POST /v3/indicators. A value that the owner has already is changed: what is not given stays as it is.
            Without --owner the API user's own organisation is written to.
            A JSON object on standard input may have members of its own: 'rating', 'confidence', 'active', 'tags', \
            'security_labels', 'groups' (ids, or objects with 'type' and 'name'), 'attributes' (objects with 'type', 'value', \
            'displayed', 'source').
            """
    )

    @OptionGroup var values: ValueOptions
    @OptionGroup var ratings: RatingOptions
    @OptionGroup var options: ActionOptions

    func run() async throws {
        let inputs = try values.inputs()
        try await options.perform(connections: values.concurrency) { [values, ratings] context in
            try await ActionRunner(context: context, type: values.type, concurrency: values.concurrency) {
                .createIndicator(try ratings.draft($0, $1), owner: $2)
            }
            .run(inputs)
        }
    }
}

/// Everything that a created indicator can be given (API document, sections 4.3 and 5.2).
struct RatingOptions: ParsableArguments {
    @Option(help: "Threat rating, 0–5.")
    var rating: Double?

    @Option(help: "Confidence, 0–100.")
    var confidence: Int?

    @Flag(help: "Make it active.")
    var active = false

    @Flag(help: "Make it inactive.")
    var inactive = false

    @Flag(inversion: .prefixedNo, help: "Keep CAL from changing whether it is active.")
    var activeLocked: Bool?

    @Flag(
        name: .customLong("private"),
        inversion: .prefixedNo,
        help: "Mark it as private, where the instance allows that."
    )
    var isPrivate: Bool?

    @Flag(inversion: .prefixedNo, help: "Track the DNS resolutions of a host.")
    var dnsActive: Bool?

    @Flag(inversion: .prefixedNo, help: "Track the Whois entries of a host.")
    var whoisActive: Bool?

    @Option(help: "Size of a file in bytes.")
    var size: Int64?

    @Option(help: "Tag; may be given several times.")
    var tag: [String] = []

    @Option(help: ArgumentHelp("ATT&CK technique; may be given several times.", valueName: "T1566"))
    var technique: [String] = []

    @Option(help: ArgumentHelp("Security label; may be given several times.", valueName: "TLP:AMBER"))
    var label: [String] = []

    @Option(
        help: ArgumentHelp(
            "Group to associate: its id, or type and name, then it is created where there is none; may be given several times.",
            valueName: "id|type:name"
        )
    )
    var group: [GroupOption] = []

    @Option(help: ArgumentHelp("Attribute; may be given several times.", valueName: "type=value"))
    var attribute: [AttributeOption] = []

    @Flag(inversion: .prefixedNo, help: "Whether the attributes are shown as description or source.")
    var displayed: Bool?

    @Option(help: ArgumentHelp("First sighting.", valueName: "2026-01-31T00:00:00Z"))
    var firstSeen: String?

    @Option(help: ArgumentHelp("Last sighting.", valueName: "2026-01-31T00:00:00Z"))
    var lastSeen: String?

    @Option(help: ArgumentHelp("When its source added it.", valueName: "2026-01-31T00:00:00Z"))
    var externalDateAdded: String?

    @Option(help: ArgumentHelp("When it expires at its source.", valueName: "2026-01-31T00:00:00Z"))
    var externalDateExpires: String?

    @Option(help: ArgumentHelp("When its source changed it.", valueName: "2026-01-31T00:00:00Z"))
    var externalLastModified: String?

    @Flag(help: "Report a false positive as well.")
    var falsePositive = false

    @Option(help: "Observations to add to the count.")
    var observations: Int64?

    func validate() throws {
        if let rating, let problem = Ranges.problem(rating: rating) { throw ValidationError("--rating \(problem)") }
        if let confidence, let problem = Ranges.problem(confidence: Int64(confidence)) {
            throw ValidationError("--confidence \(problem)")
        }
        if active, inactive { throw ValidationError("--active and --inactive exclude each other.") }
        if let size, size < 0 { throw ValidationError("--size must not be negative.") }
        if let observations, observations < 1 { throw ValidationError("--observations must be at least 1.") }
        for date in [firstSeen, lastSeen, externalDateAdded, externalDateExpires, externalLastModified] {
            if let date, ServerDate.normalised(date) == nil {
                throw ValidationError("'\(date)' is not a time such as 2026-01-31T00:00:00Z.")
            }
        }
        if let long = tag.first(where: { $0.isEmpty || $0.count > 128 }) {
            throw ValidationError("a tag has 1–128 characters, '\(long.prefix(40))' has \(long.count).")
        }
    }

    func draft(_ input: ActionInput, _ value: ResolvedValue) throws -> IndicatorDraft {
        var draft = IndicatorDraft(type: value.type, value: value.whole)
        draft.rating = try input.rating() ?? rating
        draft.confidence = try input.confidence() ?? confidence
        draft.active = try input.flag("active") ?? (active ? true : inactive ? false : nil)
        draft.activeLocked = try input.flag("active_locked") ?? activeLocked
        draft.privateFlag = try input.flag("private") ?? isPrivate
        draft.dnsActive = try input.flag("dns_active") ?? dnsActive
        draft.whoisActive = try input.flag("whois_active") ?? whoisActive
        draft.size = input.member("size")?.integer ?? size
        draft.firstSeen = firstSeen.flatMap(ServerDate.normalised)
        draft.lastSeen = lastSeen.flatMap(ServerDate.normalised)
        draft.externalDateAdded = externalDateAdded.flatMap(ServerDate.normalised)
        draft.externalDateExpires = externalDateExpires.flatMap(ServerDate.normalised)
        draft.externalLastModified = externalLastModified.flatMap(ServerDate.normalised)
        draft.falsePositive = falsePositive ? true : nil
        draft.observations = observations
        draft.tags =
            tag.map { .name($0) } + technique.map { .technique($0) } + input.names("tags", "tag").map { .name($0) }
        draft.securityLabels = label + input.names("security_labels", "securityLabels", "labels")
        draft.groups = try group.map(\.reference) + input.groups()
        draft.attributes = try attribute.map { $0.draft(displayed) } + input.attributes()
        return draft
    }
}

/// `67360`, or `Adversary:Bad Guy`.
struct GroupOption: ExpressibleByArgument {
    let reference: GroupReference

    init?(argument: String) {
        if let id = Int64(argument) {
            guard id > 0 else { return nil }
            reference = .id(id)
            return
        }
        guard let colon = argument.firstIndex(of: ":") else { return nil }
        let (type, name) = (argument[..<colon], argument[argument.index(after: colon)...])
        guard !type.isEmpty, !name.isEmpty else { return nil }
        reference = .named(String(name), type: String(type), owner: nil)
    }
}

/// `Description=seen by the proxy`.
struct AttributeOption: ExpressibleByArgument {
    private let type: String
    private let value: String

    init?(argument: String) {
        guard let sign = argument.firstIndex(of: "=") else { return nil }
        (type, value) = (String(argument[..<sign]), String(argument[argument.index(after: sign)...]))
        if type.isEmpty || value.isEmpty { return nil }
    }

    func draft(_ displayed: Bool?) -> AttributeDraft { AttributeDraft(type: type, value: value, displayed: displayed) }
}
