import Tabular

/// Notices an input that changes while it is read.
struct InputWatch {
    private let before: [InputIdentity.File]

    init(_ before: InputIdentity) { self.before = before.files }

    /// What is wrong with what was read: a file that lost bytes in the meantime, so that records of two states may have met.
    func shrunk() -> InputError? {
        for (then, now) in changed() {
            guard let bytes = then.bytes, let left = now.bytes, left < bytes else { continue }
            let cause = "it shrank from \(bytes) to \(left) bytes while it was read; run again when nobody writes it"
            return InputError(.readFailed, input: then.path, cause)
        }
        return nil
    }

    /// Sentences about files that were written to, or removed, without harm to what was read.
    func notices() -> [String] {
        changed().map { then, now in
            now.bytes == nil
                ? "\(then.path) was removed while it was read; what it held is all there"
                : "\(then.path) was written to while it was read; what was appended late is not in the outputs"
        }
    }

    private func changed() -> [(then: InputIdentity.File, now: InputIdentity.File)] {
        before.filter { $0.bytes != nil }.map { ($0, InputIdentity.File($0.path)) }.filter { $0.0 != $0.1 }
    }
}
