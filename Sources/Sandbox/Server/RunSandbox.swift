import Hummingbird
import HummingbirdCore
import Logging
import NIOPosix

/// Runs the server while `body` runs.
///
/// Connections that are open when `body` returns are closed, requests in flight included.
///
/// - Throws: ``SandboxError/cannotListen(host:port:cause:)``, or what `body` throws.
package func withSandbox<R: Sendable>(
    _ configuration: SandboxConfiguration,
    store: SandboxStore,
    _ body: (SandboxAddress) async throws -> R
) async throws -> R {
    let (addresses, listening) = AsyncThrowingStream<SandboxAddress, any Error>.makeStream()
    let application = makeApplication(configuration, store) { listening.yield($0) }
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            do {
                try await application.run()
                listening.finish(throwing: SandboxError.stopped)
            } catch {
                listening.finish(throwing: configuration.cannotListen(error))
            }
        }
        defer { group.cancelAll() }
        var iterator = addresses.makeAsyncIterator()
        guard let address = try await iterator.next() else { throw CancellationError() }
        return try await body(address)
    }
}

/// Serves until the task is cancelled or the process receives SIGINT or SIGTERM; then requests in flight are finished.
///
/// - Parameter onListening: Called once, with the port that was taken.
/// - Throws: ``SandboxError/cannotListen(host:port:cause:)``.
package func serveSandbox(
    _ configuration: SandboxConfiguration,
    store: SandboxStore,
    onListening: @escaping @Sendable (SandboxAddress) -> Void
) async throws {
    do {
        try await makeApplication(configuration, store, onListening: onListening).runService()
    } catch is CancellationError {
        return
    } catch {
        throw configuration.cannotListen(error)
    }
}

private func makeApplication(
    _ configuration: SandboxConfiguration,
    _ store: SandboxStore,
    onListening: @escaping @Sendable (SandboxAddress) -> Void
) -> Application<SandboxResponder> {
    let responder = SandboxResponder(configuration: configuration, store: store)
    return Application(
        responder: responder,
        server: HTTPServerBuilder { LoopBoundChannel(responder, others: $0) },
        configuration: ApplicationConfiguration(address: .hostname(configuration.host, port: configuration.port)),
        onServerRunning: { channel in
            guard let port = channel.localAddress?.port else { return }
            onListening(SandboxAddress(host: configuration.host, port: port))
        },
        // One: two would wait for each other at the database, and wake each other for it.
        eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton.next()),
        logger: configuration.logger
    )
}

extension SandboxConfiguration {
    fileprivate func cannotListen(_ error: any Error) -> SandboxError {
        .cannotListen(host: host, port: port, cause: "\(error)")
    }
}
