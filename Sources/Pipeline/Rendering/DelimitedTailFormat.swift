import Observables
import PipelineFile
import Tabular

/// Result columns as delimited fields: each one is written with the delimiter in front of it.
struct DelimitedTailFormat: TailFormat {
    let columns: [ResultColumn]
    let dialect: DelimitedDialect

    func appendTail(of observable: Observable?, _ sourced: SourcedAnswer?, to builder: inout TailBuilder) {
        let row = ResultRow(observable: observable, sourced: sourced)
        for column in columns {
            builder.buffer.append(dialect.delimiter)
            if column.isPerRecord {
                builder.gap()
            } else {
                dialect.appendField(row[column].text, to: &builder.buffer)
            }
        }
    }
}

/// How one field is written: as CSV, or as Zeek writes it.
struct DelimitedDialect: Sendable {
    private let csv: CSVDialect
    /// The text of an empty field in a Zeek log; nil for the other formats.
    private let zeekUnset: [UInt8]?

    init(layout: InputLayout, neutralizesFormulas: Bool) {
        let isZeek = layout.format == .zeek
        csv = CSVDialect(
            delimiter: layout.delimiter,
            quote: layout.quote,
            neutralizesFormulas: neutralizesFormulas && !isZeek
        )
        zeekUnset = isZeek ? layout.unsetField : nil
    }

    var delimiter: UInt8 { csv.delimiter }
    var neutralizesFormulas: Bool { csv.neutralizesFormulas }

    func appendField(_ text: String, to buffer: inout OutputBuffer) {
        var text = text
        text.withUTF8 { appendField($0, to: &buffer) }
    }

    func appendField(_ bytes: UnsafeBufferPointer<UInt8>, to buffer: inout OutputBuffer) {
        if let zeekUnset {
            buffer.appendZeekField(bytes, unset: zeekUnset)
        } else {
            buffer.appendCSVField(bytes, dialect: csv)
        }
    }

    func field(_ text: String) -> [UInt8] {
        var buffer = OutputBuffer()
        appendField(text, to: &buffer)
        return buffer.array()
    }
}

extension ResultColumn {
    /// Whether the text varies between records that share an answer.
    var isPerRecord: Bool { self == .verdict || self == .matchColumn }
}

extension ResultValue {
    /// The value as one cell; the members of a list are separated by `; `.
    var text: String {
        switch self {
        case .missing: ""
        case .text(let text): text
        case .integer(let integer): String(integer)
        case .number(let number): number.shortest
        case .bool(let bool): bool ? "true" : "false"
        case .list(let members): members.joined(separator: "; ")
        }
    }
}
