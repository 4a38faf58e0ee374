internal import NIOCore
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
    /// Those that are being opened; nil when no more may be.
    private let underWay = Mutex<[ObjectIdentifier: any Channel]?>([:])

    init(settings: ConnectionSettings, tls: TLSConfiguration, eventLoop: any EventLoop) {
        self.settings = settings
        self.tls = tls
        self.eventLoop = eventLoop
        timeLimit = TimeAmount(settings.connectTimeout)
    }

    /// Fails with ``ConnectionProblem/notOpenInTime`` after ``ConnectionSettings/connectTimeout``, all steps together.
    func open() -> EventLoopFuture<any Channel> {
        let deadline = NIODeadline.now() + timeLimit
        let opened = eventLoop.makePromise(of: (any Channel).self)
        let limit = eventLoop.scheduleTask(deadline: deadline) { opened.fail(ConnectionProblem.notOpenInTime) }
        opened.futureResult.whenComplete { _ in limit.cancel() }
        ClientBootstrap(group: eventLoop)
            .connectTimeout(timeLimit + .seconds(1))
            .channelInitializer { [self] channel in begin(channel, opened.futureResult) }
            .connect(
                host: settings.httpProxy?.host ?? settings.url.hostName,
                port: settings.httpProxy?.port ?? settings.url.usedPort
            )
            .flatMap { [self] channel in prepare(channel, until: deadline).map { channel } }
            .cascade(to: opened)
        return opened.futureResult
    }

    /// What is being opened is given up, and nothing is opened any more.
    ///
    /// - Returns: When the connections are closed.
    func shutdown() -> EventLoopFuture<Void> {
        let channels = underWay.withLock { underWay in
            defer { underWay = nil }
            return Array((underWay ?? [:]).values)
        }
        for channel in channels { channel.close(promise: nil) }
        return .andAllComplete(channels.map(\.closeFuture), on: eventLoop)
    }

    /// - Parameter opened: If it fails, the channel is closed.
    private func begin(_ channel: any Channel, _ opened: EventLoopFuture<any Channel>) -> EventLoopFuture<Void> {
        let isAllowed = underWay.withLock { underWay in
            underWay?[ObjectIdentifier(channel)] = channel
            return underWay != nil
        }
        guard isAllowed else { return channel.eventLoop.makeFailedFuture(ConnectionProblem.shutDown) }
        opened.whenComplete { [self] result in
            if case .failure = result { channel.close(promise: nil) }
            end(channel)
        }
        return channel.eventLoop.makeSucceededVoidFuture()
    }

    private func end(_ channel: any Channel) {
        underWay.withLock { _ = $0?.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    private func prepare(_ channel: any Channel, until deadline: NIODeadline) -> EventLoopFuture<Void> {
        let prepared = eventLoop.makePromise(of: Void.self)
        let watch = OpeningWatch(failure: prepared)
        let bound = NIOLoopBound(watch, eventLoop: eventLoop)
        do {
            try channel.pipeline.syncOperations.addHandler(watch)
        } catch {
            prepared.fail(error)
            return prepared.futureResult
        }
        openTunnel(channel, watch, deadline)
            .flatMap { [self] in startTLS(channel, bound.value) }
            .flatMap { channel.pipeline.syncOperations.removeHandler(bound.value) }
            .cascade(to: prepared)
        return prepared.futureResult
    }

    private func openTunnel(
        _ channel: any Channel,
        _ watch: OpeningWatch,
        _ deadline: NIODeadline
    ) -> EventLoopFuture<Void> {
        guard let proxy = settings.httpProxy else { return eventLoop.makeSucceededVoidFuture() }
        // The limit of all steps comes first: it is the one that is told.
        let tunnel = ProxyTunnel(url: settings.url, proxy: proxy, deadline: deadline + .seconds(1))
        return tunnel.open(channel, before: watch)
    }

    private func startTLS(_ channel: any Channel, _ watch: OpeningWatch) -> EventLoopFuture<Void> {
        guard settings.url.scheme == "https" else { return eventLoop.makeSucceededVoidFuture() }
        do {
            let handler = try NIOSSLClientHandler(context: try context(), serverHostname: settings.url.serverName)
            try channel.pipeline.syncOperations.addHandler(handler, position: .first)
            return watch.handshake(on: eventLoop)
        } catch {
            return eventLoop.makeFailedFuture(error)
        }
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
