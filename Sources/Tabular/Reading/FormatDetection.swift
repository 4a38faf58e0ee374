/// Decides the format of records where the pipeline file does not.
///
/// In this order: a `#separator` or `#fields` line says Zeek; the name, without `.gz` or `.zst`, may end in `.csv`, `.tsv`,
/// `.jsonl`, `.ndjson` or `.json`; an opening brace says JSON Lines; a first line with tabs and without commas says TSV; else CSV.
enum FormatDetection {
    static func format(of input: String, head: UnsafeBufferPointer<UInt8>) throws -> RecordFormat {
        if head.starts(with: "#separator".utf8) || head.starts(with: "#fields".utf8) { return .zeek }
        let first = head.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
        let named = format(named: input)
        if first == UInt8(ascii: "["), named != .csv, named != .tsv, looksLikeJSON(head) {
            throw InputError(
                .unsupportedFormat,
                input: input,
                "is one JSON array, not JSON Lines; convert it: jq -c '.[]' FILE > FILE.jsonl"
            )
        }
        return named ?? (first == UInt8(ascii: "{") ? .jsonl : delimited(head))
    }

    private static func format(named input: String) -> RecordFormat? {
        var name = input.lowercased()
        for suffix in [".gz", ".zst"] where name.hasSuffix(suffix) { name.removeLast(suffix.utf8.count) }
        if name.hasSuffix(".csv") { return .csv }
        if name.hasSuffix(".tsv") { return .tsv }
        return [".jsonl", ".ndjson", ".json"].contains { name.hasSuffix($0) } ? .jsonl : nil
    }

    private static func looksLikeJSON(_ head: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = head.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }.dropFirst()
        let next = start.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
        return next == UInt8(ascii: "{")
    }

    private static func delimited(_ head: UnsafeBufferPointer<UInt8>) -> RecordFormat {
        let line = head.prefix { $0 != 0x0A && $0 != 0x0D }
        return line.contains(0x09) && !line.contains(UInt8(ascii: ",")) ? .tsv : .csv
    }
}
