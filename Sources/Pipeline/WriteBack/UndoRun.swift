import Foundation
package import Logging
package import PipelineFile
import State
package import ThreatConnect

/// Undoes one run's write-back with the connection and state file of its pipeline.
package struct UndoRun: Sendable {
    private let specification: PipelineSpecification
    private let logger: Logger
    private let environment: ClientEnvironment

    package init(specification: PipelineSpecification, logger: Logger) {
        self.init(specification: specification, logger: logger, environment: .system)
    }

    package init(specification: PipelineSpecification, logger: Logger, environment: ClientEnvironment) {
        self.specification = specification
        self.logger = logger
        self.environment = environment
    }

    /// - Parameter isTrial: Sends nothing.
    /// - Throws: ``UndoError``, `StateError`, and `RunStoppingError` when no request can succeed.
    package func execute(run: String, isTrial: Bool) async throws -> [UndoOutcome] {
        guard let file = specification.stateFile else { throw UndoError.noStateFile }
        // Opening would create it.
        guard FileManager.default.fileExists(atPath: file) else { throw UndoError.missingStateFile(file) }
        let ledger = try StateStore(path: file)
        guard let record = try ledger.writeBack(run: run) else {
            throw UndoError.unknownRun(run, file, known: try ledger.writeBackRuns())
        }
        let settings = try ConnectionSettings(specification.threatConnect)
        guard record.instance == "\(settings.url)" else {
            throw UndoError.otherInstance(record.instance, "\(settings.url)")
        }
        let quota = try StateQuota(specification, settings)
        let transport = try NetworkTransport(settings: settings)
        let client = ThreatConnectClient(
            settings: settings,
            transport: transport,
            environment: environment,
            logger: logger,
            quota: quota
        )
        let settling = SettleTime(
            limit: specification.writeBack?.settleTime ?? .seconds(30),
            environment: environment
        )
        let undo = UndoWriteBack(
            client: client,
            ledger: ledger,
            isTrial: isTrial,
            now: { [environment] in Int(environment.unixTime()) }
        )
        do {
            let hold = isTrial ? nil : try ledger.hold(as: "undo of run \(run)")
            if !isTrial {
                let open = OpenEntries(client: client, ledger: ledger, settling: settling)
                _ = try await open.settle(run: run)
            }
            defer { withExtendedLifetime(hold) {} }
            let outcomes = try await undo.execute(run: run)
            if !isTrial { try ledger.finish(run: run, at: Int(environment.unixTime())) }
            try await transport.shutdown()
            return outcomes
        } catch {
            try await transport.shutdown()
            throw error
        }
    }
}

/// Why a run cannot be undone.
package enum UndoError: Error, Sendable, Hashable, CustomStringConvertible {
    case noStateFile
    case missingStateFile(String)
    case unknownRun(String, String, known: [String])
    case otherInstance(String, String)

    package var description: String {
        switch self {
        case .noStateFile: "the pipeline file names no state file, so no run of it has a ledger"
        case .missingStateFile(let path): "there is no state file '\(path)'"
        case .unknownRun(let run, let path, let known):
            "the state file '\(path)' knows no writes of a run '\(run)'"
                + (known.isEmpty
                    ? " or of any other" : "; runs that wrote, the latest first: \(known.joined(separator: ", "))")
        case .otherInstance(let recorded, let given):
            "the run wrote to \(recorded), the pipeline file leads to \(given); nothing was sent"
        }
    }
}
