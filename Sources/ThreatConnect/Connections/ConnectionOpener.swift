internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPCompression
internal import NIOPosix
internal import NIOSSL
internal import Synchronization

/// Opens connections to one server: TCP, the tunnel through the proxy if there is one, and TLS if the address says so.
final class ConnectionOpener: Sendable {
    private let settings: ConnectionSettings
    private let tls: TLSConfiguration
    private let eventLoop: any EventLoop
    private let timeLimit: TimeAmount
    /// Made with the first connection: reading the system's certificate authorities takes time.
    private let tlsContext = Mutex<NIOSSLContext?>(nil)

    init(settings: ConnectionSettings, tls: TLSConfiguration, eventLoop: any EventLoop) {
        self.settings = settings
        self.tls = tls
        self.eventLoop = eventLoop
        timeLimit = TimeAmount(settings.connectTimeout)
    }

    /// Fails after ``ConnectionSettings/connectTimeout`` at the latest, all steps together.
    func open() -> EventLoopFuture<any Channel> {
        let deadline = NIODeadline.now() + timeLimit
        return ClientBootstrap(group: eventLoop)
            .connectTimeout(timeLimit)
            .connect(
                host: settings.httpProxy?.host ?? settings.url.hostName,
                port: settings.httpProxy?.port ?? settings.url.usedPort
            )
            .flatMap { [self] channel in prepare(channel, until: deadline) }
    }

    private func prepare(_ channel: any Channel, until deadline: NIODeadline) -> EventLoopFuture<any Channel> {
        let prepared = eventLoop.makePromise(of: Void.self)
        let limit = eventLoop.scheduleTask(deadline: deadline) { prepared.fail(ConnectionProblem.notOpenInTime) }
        let steps = eventLoop.makeCompletedFuture {
            let watch = OpeningWatch(failure: prepared)
            try channel.pipeline.syncOperations.addHandler(watch)
            return NIOLoopBound(watch, eventLoop: channel.eventLoop)
        }
        steps.flatMap { [self] watch in
            openTunnel(channel, watch.value, deadline)
                .flatMap { [self] in startTLS(channel, watch.value) }
                .flatMap { channel.pipeline.syncOperations.removeHandler(watch.value) }
        }
        .cascade(to: prepared)
        return prepared.futureResult.map { channel }.always { result in
            limit.cancel()
            if case .failure = result { channel.close(promise: nil) }
        }
    }

    private func openTunnel(
        _ channel: any Channel,
        _ watch: OpeningWatch,
        _ deadline: NIODeadline
    ) -> EventLoopFuture<Void> {
        guard let proxy = settings.httpProxy else { return eventLoop.makeSucceededVoidFuture() }
        let tunnel = ProxyTunnel(url: settings.url, proxy: proxy, deadline: deadline)
        return tunnel.open(channel, before: watch)
    }

    private func startTLS(_ channel: any Channel, _ watch: OpeningWatch) -> EventLoopFuture<Void> {
        guard settings.url.scheme == "https" else { return eventLoop.makeSucceededVoidFuture() }
        return eventLoop.makeCompletedFuture {
            let handler = try NIOSSLClientHandler(context: try context(), serverHostname: settings.url.serverName)
            try channel.pipeline.syncOperations.addHandler(handler, position: .first)
        }
        .flatMap { [handshake = watch.handshake(on: eventLoop)] in handshake }
    }

    private func context() throws -> NIOSSLContext {
        try tlsContext.withLock { context in
            if let context { return context }
            let made = try NIOSSLContext(configuration: tls)
            context = made
            return made
        }
    }
}
