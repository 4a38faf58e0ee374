internal import Observables

/// Makes the specification from sections in which nothing is wrong.
struct Construction {
    let file: String
    let source: SourceText
    let warnings: [Problem]

    func specification(_ root: CheckedSection) throws(MissingValue) -> PipelineSpecification {
        let read = try read(root.section("read"))
        return PipelineSpecification(
            name: root.written("name")?.item.value.text ?? Self.name(of: file),
            threatConnect: try threatConnect(root.section("threatconnect")),
            read: read,
            enrich: try enrich(root.section("enrich")),
            writeBack: try root.optional("write_back", writeBack),
            output: try items(root.list("output"), output).map { read.observables.isEmpty ? $0.withoutColumns : $0 },
            report: try items(root.list("report"), report),
            errors: try errors(root.section("errors")),
            stateFile: try root.optional("state") { section throws(MissingValue) in try section.text("file") },
            checkpointInterval: try root.optional("state") { section throws(MissingValue) in
                try section.duration("checkpoint_interval")
            } ?? .seconds(1),
            fingerprints: root.fingerprints,
            warnings: warnings,
            source: source
        )
    }

    /// The file's name without folder and suffix, in the characters a name may have.
    private static func name(of file: String) -> String {
        let last = file.split(separator: "/").last ?? ""
        let stem = last.lastIndex(of: ".").map { last[..<$0] } ?? last
        let name = stem.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-" }
        return name.isEmpty ? "pipeline" : String(name.prefix(100))
    }

    private func threatConnect(_ section: CheckedSection) throws(MissingValue) -> ThreatConnectSection {
        ThreatConnectSection(
            url: try section.text("url"),
            credentials: try credentials(section),
            verifySSL: try section.boolean("verify_ssl"),
            caFile: section.item("ca_file")?.value.text,
            httpProxy: section.item("http_proxy")?.value.secret.flatMap { $0.reveal().isEmpty ? nil : $0 },
            owners: try section.list("owners").compactMap(\.value.text),
            maxInFlight: try section.integer("max_in_flight"),
            connectTimeout: try section.duration("connect_timeout"),
            readTimeout: try section.duration("timeout"),
            attempts: try section.integer("max_attempts"),
            rateLimit: section.item("rate_limit")?.value.text.flatMap(CallRate.init),
            quota: try section.optional("quota") { quota throws(MissingValue) in
                QuotaSettings(
                    calls: try quota.integer("calls"),
                    per: Int(try quota.duration("per").components.seconds)
                )
            },
            maxWait: try section.duration("max_wait")
        )
    }

    private func credentials(_ section: CheckedSection) throws(MissingValue) -> ThreatConnectSection.Credentials {
        if let token = section.item("token")?.value.secret { return .token(token) }
        return .hmac(accessKey: try section.secret("access_key"), secretKey: try section.secret("secret_key"))
    }

    private func enrich(_ section: CheckedSection) throws(MissingValue) -> EnrichSection {
        let verdicts = try section.section("verdicts").entries.compactMap { entry in
            Verdict(rawValue: entry.key).flatMap { verdict in
                entry.item.value.condition.map { VerdictRule(verdict: verdict, condition: $0) }
            }
        }
        let skip: [SkipReason] = try section.choices("skip")
        return EnrichSection(
            strategy: try section.choice("strategy"),
            skip: Set(skip),
            allowlists: try section.list("allowlists").compactMap(\.value.text),
            snapshot: try section.optional("snapshot", snapshot),
            containment: try section.boolean("containment"),
            verdicts: verdicts,
            cache: try section.optional("cache", cache),
            query: try query(section.section("query"))
        )
    }

    private func snapshot(_ section: CheckedSection) throws(MissingValue) -> SnapshotSettings {
        SnapshotSettings(
            file: try section.text("file"),
            maxAge: Int(try section.duration("max_age").components.seconds)
        )
    }

    private func errors(_ section: CheckedSection) throws(MissingValue) -> ErrorsSection {
        ErrorsSection(
            maxFailed: try section.allowance("max_failed"),
            maxRejected: try section.allowance("max_rejected")
        )
    }
}

extension CheckedSection {
    /// A part of the file that may be left out.
    func optional<Value>(
        _ key: String,
        _ make: (CheckedSection) throws(MissingValue) -> Value
    ) throws(MissingValue) -> Value? {
        guard let section = item(key)?.value.section else { return nil }
        return try make(section)
    }
}
