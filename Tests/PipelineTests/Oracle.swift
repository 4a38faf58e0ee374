import Observables
import TestSupport

/// Makes random records and says what enrichment has to find in each.
struct Oracle {
    /// What one value gives, mildest first: a record carries the last of its values' fates in this order.
    enum Fate: Int, CaseIterable {
        case none, skipped, absent, benign, failed, known, suspicious, malicious

        /// Status and verdict as the output prints them.
        var printed: [String] {
            switch self {
            case .none: ["no_observable", "none"]
            case .skipped: ["skipped", "none"]
            case .absent: ["absent", "none"]
            case .failed: ["failed", "none"]
            case .benign: ["hit", "benign"]
            case .known: ["hit", "known"]
            case .suspicious: ["hit", "suspicious"]
            case .malicious: ["hit", "malicious"]
            }
        }

        var rating: Double? {
            switch self {
            case .benign: 0
            case .known: 1
            case .suspicious: 3
            case .malicious: 5
            case .none, .skipped, .absent, .failed: nil
            }
        }
    }

    private var generator: SeededGenerator
    private var fates: [String: Fate] = [:]
    /// Identifier, status and verdict of every record that is not rejected, in order.
    private(set) var expected: [[String]] = []
    private(set) var rejected = 0

    /// Forty addresses with a fate each, and cells that are no observable or not asked about.
    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        let asked = Fate.allCases.filter { $0 != .none && $0 != .skipped }
        for number in 0..<40 { fates["198.51.100.\(number)"] = asked.randomElement(using: &generator) }
        for number in 0..<5 { fates["10.0.0.\(number)"] = .skipped }
        for text in ["", "-", "n/a", "two words", "5"] { fates[text] = Fate.none }
    }

    func trial() throws -> TrialRun {
        var trial = try TrialRun(answers)
        trial.chunkBytes = 300
        trial.cores = 3
        return trial
    }

    private var answers: [String: Answer] {
        fates.reduce(into: [:]) { answers, entry in
            if let rating = entry.value.rating {
                answers[entry.key] = .hit(.address, entry.key, rating: rating)
            } else if entry.value == .failed {
                answers[entry.key] = .failed(LookupFailure(code: .timeout, attempts: 2, detail: "no answer"))
            }
        }
    }

    /// Two cells; the record is expected to carry the worse of their fates.
    private mutating func cells() -> (cells: [String], fate: Fate) {
        let names = fates.keys.sorted()
        let cells = (0..<2).map { _ in names.randomElement(using: &generator) ?? "" }
        let worst = cells.compactMap { fates[$0] }.max { $0.rawValue < $1.rawValue }
        return (cells, worst ?? .none)
    }

    private mutating func expect(_ number: Int, _ fate: Fate) { expected.append(["r\(number)"] + fate.printed) }

    /// One record in ten has a field too many or too few.
    mutating func csv(records: Int) -> String {
        var text = "id,note,a,b\r\n"
        for number in 0..<records {
            let (cells, fate) = cells()
            let notes = ["", "plain", "\"two\nlines\"", "\"a \"\"quote\"\", and a comma\"", "  blanks "]
            var fields = ["r\(number)", notes.randomElement(using: &generator) ?? ""]
            fields += cells.map { Bool.random(using: &generator) ? "\"\($0)\"" : " \($0)" }
            switch Int.random(in: 0..<20, using: &generator) {
            case 0: fields.append("surplus")
            case 1: fields.removeLast()
            default: expect(number, fate)
            }
            rejected += fields.count == 4 ? 0 : 1
            let ends = ["\n", "\r\n", "\n\n"]
            text += fields.joined(separator: ",") + (ends.randomElement(using: &generator) ?? "\n")
        }
        return text
    }

    /// One line in ten is broken off or no object.
    mutating func jsonLines(records: Int) -> String {
        var text = ""
        for number in 0..<records {
            let (cells, fate) = cells()
            let line = #"{"id":"r\#(number)", "a":"\#(cells[0])","n":[{"x":1}], "b":["\#(cells[1])"]}"#
            switch Int.random(in: 0..<20, using: &generator) {
            case 0: text += String(line.dropLast(3)) + "\n"
            case 1: text += "[\(number)]\n"
            default:
                expect(number, fate)
                text += line + "\n"
                continue
            }
            rejected += 1
        }
        return text
    }
}
