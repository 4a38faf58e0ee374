/// Says whether blanks stand where libcsv would drop them.
///
/// libcsv trims unquoted fields unless a function decides what a blank is, which costs a third of its speed. So the bytes
/// are looked at first, and the function is used only for those lines that need it.
enum FieldEdges {
    /// Whether a blank or tab stands beside a delimiter, a line break, or an end of the range. Blanks inside quotes count too.
    static func haveBlanks(_ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int, delimiter: UInt8) -> Bool {
        guard start < end else { return false }
        if isBlank(bytes[start], delimiter) || isBlank(bytes[end - 1], delimiter) { return true }
        var position = start
        while position < end - 1 {
            let stop = min(position + 4096, end - 1)
            if blockHasBlanks(bytes + position, count: stop - position, delimiter: delimiter) { return true }
            position = stop
        }
        return false
    }

    @inline(__always)
    static func isBlank(_ byte: UInt8, _ delimiter: UInt8) -> Bool {
        (byte == 0x20 || byte == 0x09) && byte != delimiter
    }

    /// Without branches, so that the compiler vectorises it. Reads one byte beyond `count`.
    private static func blockHasBlanks(_ bytes: UnsafePointer<UInt8>, count: Int, delimiter: UInt8) -> Bool {
        let tab: UInt8 = delimiter == 0x09 ? 0x20 : 0x09
        let space: UInt8 = delimiter == 0x20 ? 0x09 : 0x20
        var found: UInt8 = 0
        for index in 0..<count {
            let (left, right) = (bytes[index], bytes[index + 1])
            let leftBlank = mask(left == space) | mask(left == tab)
            let rightBlank = mask(right == space) | mask(right == tab)
            let leftEdge = mask(left == delimiter) | mask(left == 0x0A) | mask(left == 0x0D)
            let rightEdge = mask(right == delimiter) | mask(right == 0x0A) | mask(right == 0x0D)
            found |= (leftBlank & rightEdge) | (leftEdge & rightBlank)
        }
        return found != 0
    }

    @inline(__always)
    private static func mask(_ condition: Bool) -> UInt8 { condition ? 1 : 0 }
}
