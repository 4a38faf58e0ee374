import Observables
import Synchronization

/// Counters that a running pipeline keeps for whoever watches it. Safe to use from any task.
package final class RunProgress: Sendable {
    /// A consistent picture of the counters.
    package struct Snapshot: Sendable, Hashable {
        package var records = 0
        /// Bytes of input consumed, before decompression.
        package var bytes = 0
        /// Size of all input files; nil when the input is a stream.
        package var totalBytes: Int?
        /// Observables that were or will be asked about, as far as they are known.
        package var lookUpsExpected = 0
        package var lookUps = 0
        package var hits = 0
        package var failed = 0

        package init() {}
    }

    private let state = Mutex(Snapshot())

    package init() {}

    package var snapshot: Snapshot { state.withLock { $0 } }

    func expectLookUps(_ count: Int) { state.withLock { $0.lookUpsExpected += count } }

    func finishLookUp(_ answer: Answer) {
        state.withLock { state in
            state.lookUps += 1
            switch answer {
            case .hit: state.hits += 1
            case .failed: state.failed += 1
            case .absent, .skipped: break
            }
        }
    }

    func read(records: Int, bytes: Int, totalBytes: Int?) {
        state.withLock { state in
            state.records += records
            state.bytes = bytes
            state.totalBytes = totalBytes
        }
    }
}
