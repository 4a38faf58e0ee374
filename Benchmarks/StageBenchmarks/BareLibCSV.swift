import CLibCSV
import Foundation

/// The yardstick: libcsv as fast as it goes. One thread, 64 KiB at a time, fields and records only counted.
func bareLibCSV(_ arguments: Arguments) throws -> Measurement {
    let watch = Stopwatch()
    let file = open(try arguments.input, O_RDONLY)
    guard file >= 0 else { throw UsageError(message: "cannot open \(try arguments.input)") }
    defer { close(file) }
    var parser = csv_parser()
    csv_init(&parser, 0)
    defer { csv_free(&parser) }
    var counts = CSVCounts()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
    defer { buffer.deallocate() }
    var bytes = 0
    while case let count = read(file, buffer.baseAddress, buffer.count), count > 0 {
        bytes += count
        csv_parse(&parser, buffer.baseAddress, count, countField, countRecord, &counts)
    }
    csv_fini(&parser, countField, countRecord, &counts)
    return Measurement(stage: "bare-libcsv", seconds: watch.seconds, records: counts.records - 1, bytes: bytes)
}

private struct CSVCounts {
    var fields = 0
    var records = 0
}

private let countField: @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeMutableRawPointer?) -> Void = {
    _,
    _,
    counts in
    counts?.assumingMemoryBound(to: CSVCounts.self).pointee.fields += 1
}

private let countRecord: @convention(c) (Int32, UnsafeMutableRawPointer?) -> Void = { _, counts in
    counts?.assumingMemoryBound(to: CSVCounts.self).pointee.records += 1
}
