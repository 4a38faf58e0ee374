/// What an instance has before anybody adds anything.
extension SandboxSchema {
    static let systemLabels = [
        ("TLP:RED", "Not for disclosure, restricted to participants only.", "FF0033"),
        ("TLP:AMBER", "Limited disclosure, restricted to participants' organizations and their clients.", "FFC000"),
        ("TLP:AMBER+STRICT", "Limited disclosure, restricted to participants' organizations.", "FFC000"),
        ("TLP:GREEN", "Limited disclosure, restricted to the community.", "33FF00"),
        ("TLP:CLEAR", "Disclosure is not limited.", "FFFFFF"),
        ("TLP:WHITE", "Disclosure is not limited (former name of TLP:CLEAR).", "FFFFFF"),
    ]

    struct AttributeTypeRow {
        let name: String
        let description: String
        var maxSize = 500
        var allowMarkdown = false
        /// `;`-separated choices; nil allows every text.
        var validationText: String?
    }

    static let attributeTypes = [
        AttributeTypeRow(name: "Description", description: "What it is.", maxSize: 65_535, allowMarkdown: true),
        AttributeTypeRow(name: "Source", description: "Where it was reported.", maxSize: 65_535, allowMarkdown: true),
        AttributeTypeRow(
            name: "Additional Analysis and Context",
            description: "Relevant research and analysis.",
            maxSize: 65_535,
            allowMarkdown: true
        ),
        AttributeTypeRow(
            name: "Course of Action Recommendation",
            description: "What to do about it.",
            maxSize: 65_535,
            allowMarkdown: true
        ),
        AttributeTypeRow(name: "Confidence Rating Justification", description: "Reasons of the confidence rating."),
        AttributeTypeRow(name: "Threat Rating Justification", description: "Reasons of the threat rating."),
        AttributeTypeRow(
            name: "Phase of Intrusion",
            description: "Phase of the kill chain.",
            validationText: "Reconnaissance;Weaponization;Delivery;Exploitation;Installation;C2;Action on Objectives"
        ),
        AttributeTypeRow(name: "External ID", description: "Identifier in another system.", maxSize: 100),
        AttributeTypeRow(name: "External Date Created", description: "When another system created it.", maxSize: 100),
        AttributeTypeRow(name: "Infrastructure Ownership", description: "Who holds the infrastructure."),
        AttributeTypeRow(name: "Malware Family", description: "Name of the family of malware."),
        AttributeTypeRow(name: "Tactics, Techniques and Procedures", description: "How the adversary works."),
    ]
}
