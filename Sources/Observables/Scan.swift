/// A value as the recognisers see it: its bytes, the same bytes in ASCII lower case, and the classes that occur.
struct Scan {
    let raw: Bytes
    let lower: Bytes
    let seen: ByteClass

    @inline(__always)
    var count: Int { raw.count }

    @inline(__always)
    func consists(of classes: ByteClass) -> Bool { seen.isSubset(of: classes) }

    @inline(__always)
    func holds(_ byteClass: ByteClass) -> Bool { !seen.isDisjoint(with: byteClass) }
}
