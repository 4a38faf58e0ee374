internal import NIOCore

/// A timer for limits that are hardly ever reached: it is set anew only for an earlier time, so those who use it look when it fires whether the
/// time has really come. Belongs to its event loop.
final class LazyTimer {
    private let eventLoop: NIOIsolatedEventLoop
    private var timer: Scheduled<Void>?
    private var due = NIODeadline.distantFuture

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop.assumeIsolated() }

    /// - Parameter action: Of several, that for the earliest time is called.
    func fire(noLaterThan time: NIODeadline, _ action: @escaping () -> Void) {
        guard time < due else { return }
        cancel()
        due = time
        timer = eventLoop.scheduleTask(deadline: time) { [self] in
            due = .distantFuture
            action()
        }
    }

    func cancel() {
        timer?.cancel()
        due = .distantFuture
    }
}
