/// What an answer adds to a record, rendered once and copied into every record it applies to.
///
/// The verdict and the matching column vary from record to record; they are left out, and `ends` says where each part between
/// them ends; bytes behind the last part can be read. With d such columns configured (0–2), d + 1 parts are used.
struct Tail: Sendable {
    nonisolated(unsafe) let base: UnsafePointer<UInt8>
    let ends: (Int32, Int32, Int32)

    func part(_ index: Int) -> UnsafeBufferPointer<UInt8> {
        switch index {
        case 0: UnsafeBufferPointer(start: base, count: Int(ends.0))
        case 1: UnsafeBufferPointer(start: base + Int(ends.0), count: Int(ends.1 - ends.0))
        default: UnsafeBufferPointer(start: base + Int(ends.1), count: Int(ends.2 - ends.1))
        }
    }
}
