import ArgumentParser
import ThreatConnect

struct AttributeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attribute",
        abstract: "Add and update attributes of indicators.",
        discussion: ActionHelp.connection,
        subcommands: [AttributeAddCommand.self, AttributeUpdateCommand.self]
    )
}

struct AttributeAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add an attribute to indicators.",
        discussion: """
            POST /v2/indicators/{type}/{value}/attributes. Adding twice makes two attributes, so a call that may have arrived is \
            not repeated; its failure says so.
            A JSON object on standard input may have 'attribute_type', 'attribute_value', 'displayed' and 'source' of its own.
            """
    )

    @OptionGroup var values: ValueOptions

    @Option(help: "Type of the attribute, such as Description.")
    var attributeType: String?

    @OptionGroup var content: AttributeContent
    @OptionGroup var options: ActionOptions

    func run() async throws {
        let inputs = try values.inputs()
        try await options.perform(connections: values.concurrency) { [self] context in
            try await ActionRunner(context: context, type: values.type, concurrency: values.concurrency) {
                .addAttribute(try draft($0), to: $1.type, $1.value, owner: $2)
            }
            .run(inputs)
        }
    }

    private func draft(_ input: ActionInput) throws -> AttributeDraft {
        guard let type = input.member("attribute_type")?.text ?? attributeType, !type.isEmpty else {
            throw InputProblem(description: "no attribute type; give --attribute-type or a member attribute_type")
        }
        return AttributeDraft(
            type: type,
            value: try content.value(input),
            displayed: try content.displayed(input),
            source: content.source(input)
        )
    }
}

struct AttributeUpdateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Change an attribute of an indicator.",
        discussion: """
            PUT /v2/indicators/{type}/{value}/attributes/{id}. The attribute's type stays.
            A JSON object on standard input may have 'attribute_id', 'attribute_value', 'displayed' and 'source' of its own.
            """
    )

    @OptionGroup var values: ValueOptions

    @Option(help: "Id of the attribute.")
    var id: Int64?

    @OptionGroup var content: AttributeContent
    @OptionGroup var options: ActionOptions

    func validate() throws {
        if let id, id < 1 { throw ValidationError("--id must be a positive whole number.") }
    }

    func run() async throws {
        let inputs = try values.inputs()
        try await options.perform(connections: values.concurrency) { [self] context in
            try await ActionRunner(context: context, type: values.type, concurrency: values.concurrency) {
                .updateAttribute(
                    id: try attributeID($0),
                    value: try content.value($0),
                    displayed: try content.displayed($0),
                    source: content.source($0),
                    of: $1.type,
                    $1.value,
                    owner: $2
                )
            }
            .run(inputs)
        }
    }

    private func attributeID(_ input: ActionInput) throws -> Int64 {
        let own = input.member("attribute_id")
        guard let id = own == nil ? id : own?.integer, id > 0 else {
            throw InputProblem(description: "no attribute id; give --id or a member attribute_id")
        }
        return id
    }
}

/// What an attribute says.
struct AttributeContent: ParsableArguments {
    @Option(help: "Value of the attribute.")
    var value: String?

    @Flag(inversion: .prefixedNo, help: "Whether it is shown as the indicator's description or source.")
    var displayed: Bool?

    @Option(help: "Where the attribute's value comes from.")
    var source: String?

    func value(_ input: ActionInput) throws -> String {
        guard let value = input.member("attribute_value")?.text ?? value, !value.isEmpty else {
            throw InputProblem(description: "no attribute value; give --value or a member attribute_value")
        }
        return value
    }

    func displayed(_ input: ActionInput) throws -> Bool? {
        try input.flag("displayed") ?? displayed
    }

    func source(_ input: ActionInput) -> String? { input.member("source")?.text ?? source }
}

extension ActionInput {
    /// - Throws: `InputProblem` for a member that is neither true nor false.
    func flag(_ name: String) throws -> Bool? {
        guard let text = member(name)?.text else { return nil }
        switch text.lowercased() {
        case "true": return true
        case "false": return false
        default: throw InputProblem(description: "\(name) is \"\(text)\"; expected true or false")
        }
    }
}
