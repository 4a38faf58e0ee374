import PipelineFile
import Synchronization
import Tabular

/// Values of the pipeline file or the command line as records with one column, `value`.
struct ValueRecords {
    let stream: ByteStream

    init(_ values: [String], format: PipelineFile.RecordFormat?) {
        let rest = Mutex<[UInt8]?>(Self.bytes(values, format))
        stream = ByteStream(name: "values") { rest.withLock { $0.take() } }
    }

    private static func bytes(_ values: [String], _ format: PipelineFile.RecordFormat?) -> [UInt8] {
        guard format == .jsonl else {
            var table = CSVTable(header: ["value"])
            for value in values { table.append([value]) }
            return table.encoded(neutralizing: false)
        }
        var buffer = OutputBuffer()
        for value in values {
            buffer.append("{\"value\":")
            buffer.appendJSONString(value)
            buffer.append("}\n")
        }
        return buffer.array()
    }
}
