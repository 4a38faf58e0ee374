import Synchronization

/// A clock that moves by nothing but the sleeps of a test.
package final class SleptTime: Sendable {
    private let state = Mutex<(now: Duration, sleeps: [Duration])>((.zero, []))

    package init() {}

    package var now: Duration { state.withLock { $0.now } }

    /// In the order in which they began.
    package var sleeps: [Duration] { state.withLock { $0.sleeps } }

    package func sleep(_ duration: Duration) {
        state.withLock { state in
            state.now += duration
            state.sleeps.append(duration)
        }
    }
}
