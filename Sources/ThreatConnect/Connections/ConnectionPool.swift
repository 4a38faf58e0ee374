internal import NIOCore
internal import NIOSSL

/// The connections to one server, and the exchanges that wait for one. Belongs to its event loop.
final class ConnectionPool {
    /// A connection that was silent for longer may have been forgotten by whatever is between here and the server.
    private static let longestIdle = TimeAmount.seconds(60)

    private let settings: ConnectionSettings
    private let opener: ConnectionOpener
    private let limit: Int
    private let eventLoop: any EventLoop
    /// The one used last is used first: the others may be let go.
    private var idle: [HTTPConnection] = []
    private var open: [ObjectIdentifier: HTTPConnection] = [:]
    private var opening = 0
    private var waiting: [Waiting] = []
    private var isShutDown = false

    private struct Waiting {
        let exchange: Exchange
        let limit: Scheduled<Void>
    }

    init(settings: ConnectionSettings, tls: TLSConfiguration, eventLoop: any EventLoop) {
        self.settings = settings
        opener = ConnectionOpener(settings: settings, tls: tls, eventLoop: eventLoop)
        limit = max(1, settings.maxConnections)
        self.eventLoop = eventLoop
    }

    /// On a free connection, or on the next that is free or open.
    func run(_ exchange: Exchange) {
        guard !isShutDown else { return exchange.finish(.failure(NotSent(cause: ConnectionProblem.shutDown))) }
        guard !exchange.isFinished else { return }
        guard exchange.request.headers.allSatisfy(\.isOneLine) else {
            return exchange.finish(.failure(NotSent(cause: ConnectionProblem.unusableHeader)))
        }
        guard let connection = freeConnection() else { return wait(exchange) }
        connection.run(exchange)
    }

    /// Of a cancelled exchange the answer is not waited for.
    func abandon(_ exchange: Exchange) {
        if let place = waiting.firstIndex(where: { $0.exchange === exchange }) {
            waiting.remove(at: place).limit.cancel()
        } else {
            open.values.first { $0.exchange === exchange }?.close()
        }
    }

    /// Called by a connection that has brought an answer and can bring another.
    func release(_ connection: HTTPConnection) {
        guard let exchange = nextWaiting() else { return idle.append(connection) }
        connection.run(exchange)
    }

    /// Called by a connection that is no more.
    func remove(_ connection: HTTPConnection) {
        open[ObjectIdentifier(connection)] = nil
        idle.removeAll { $0 === connection }
        openMore()
    }

    /// Exchanges under way fail. Connections that are closing already are not waited for.
    func shutdown() -> EventLoopFuture<Void> {
        isShutDown = true
        while let exchange = nextWaiting() { exchange.finish(.failure(NotSent(cause: ConnectionProblem.shutDown))) }
        let closed = open.values.map { $0.close(because: ConnectionProblem.shutDown) }
        return .andAllComplete(closed + [opener.shutdown()], on: eventLoop)
    }

    private func freeConnection() -> HTTPConnection? {
        while let connection = idle.popLast() {
            if connection.isFresh(after: Self.longestIdle) { return connection }
            connection.close()
        }
        return nil
    }

    private func wait(_ exchange: Exchange) {
        let limit = min(exchange.deadline, .now() + TimeAmount(settings.connectTimeout))
        let timer = eventLoop.assumeIsolated().scheduleTask(deadline: limit) { [self] in
            exchange.finish(.failure(NotSent(cause: lack(for: exchange))))
            abandon(exchange)
        }
        waiting.append(Waiting(exchange: exchange, limit: timer))
        openMore()
    }

    /// What an exchange has waited for in vain.
    private func lack(for exchange: Exchange) -> ConnectionProblem {
        if .now() >= exchange.deadline { return .incomplete }
        return opening > 0 ? .notOpenInTime : .noFreeConnection
    }

    private func nextWaiting() -> Exchange? {
        while !waiting.isEmpty {
            let next = waiting.removeFirst()
            next.limit.cancel()
            if !next.exchange.isFinished { return next.exchange }
        }
        return nil
    }

    /// As many as are waited for and allowed.
    private func openMore() {
        while !isShutDown, opening < waiting.count, open.count + opening < limit {
            opening += 1
            opener.open().assumeIsolated().flatMapThrowing { [self] channel in
                try HTTPConnection(channel, settings: settings, pool: self)
            }
            .whenComplete { [self] result in
                opening -= 1
                opened(result)
            }
        }
    }

    private func opened(_ result: Result<HTTPConnection, any Error>) {
        switch result {
        case .failure(let error):
            // Those who wait have time limits of their own, and as many as connections are still being opened need none of this one's.
            let isLate = error as? ConnectionProblem == .notOpenInTime
            if !isLate, waiting.count > opening { nextWaiting()?.finish(.failure(NotSent(cause: error))) }
            openMore()
        case .success(let connection) where isShutDown: connection.close()
        case .success(let connection):
            open[ObjectIdentifier(connection)] = connection
            release(connection)
        }
    }
}

extension HeaderField {
    /// What it holds cannot begin another field (RFC 9110, section 5.5).
    fileprivate var isOneLine: Bool {
        name.utf8.allSatisfy(Self.isOfOneLine) && value.utf8.allSatisfy(Self.isOfOneLine)
    }

    private static func isOfOneLine(_ byte: UInt8) -> Bool { byte != 0x00 && byte != 0x0A && byte != 0x0D }
}
