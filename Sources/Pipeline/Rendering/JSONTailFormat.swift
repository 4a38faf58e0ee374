import Observables
import PipelineFile
import Tabular

/// Result columns as JSON members, each with a comma in front of it. Missing values give no member.
struct JSONTailFormat: TailFormat {
    let columns: [ResultColumn]

    func appendTail(of observable: Observable?, _ sourced: SourcedAnswer?, to builder: inout TailBuilder) {
        let row = ResultRow(observable: observable, sourced: sourced)
        for column in columns {
            if column.isPerRecord {
                builder.gap()
            } else {
                builder.buffer.appendMember(column.rawValue, row[column])
            }
        }
    }
}

extension OutputBuffer {
    /// Appends `,"name":value`, or nothing when the value is missing.
    mutating func appendMember(_ name: String, _ value: ResultValue) {
        guard value != .missing else { return }
        appendName(name)
        append(value)
    }

    /// Appends `,"name":`.
    mutating func appendName(_ name: String) {
        append(UInt8(ascii: ","))
        appendJSONString(name)
        append(UInt8(ascii: ":"))
    }

    private mutating func append(_ value: ResultValue) {
        switch value {
        case .missing: append("null")
        case .text(let text): appendJSONString(text)
        case .integer(let integer): append(integer)
        case .number(let number): append(utf8: number.shortest)
        case .bool(let bool): append(utf8: bool ? "true" : "false")
        case .list(let members):
            append(UInt8(ascii: "["))
            for (index, member) in members.enumerated() {
                if index > 0 { append(UInt8(ascii: ",")) }
                appendJSONString(member)
            }
            append(UInt8(ascii: "]"))
        }
    }
}
