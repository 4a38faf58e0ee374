import Observables
import Sandbox
import TestSupport

/// Made-up indicators of all kinds, with values that need escaping.
enum RandomCopies {
    /// An indicator, and every value it can be asked for by.
    static func indicator(
        owner: String?,
        _ random: inout SeededGenerator
    ) -> (indicator: NewIndicator, observables: [Observable]) {
        let kind = ObservableKind.allCases.randomElement(using: &random) ?? .host
        let number = Int(random.next() % 400)
        var new: NewIndicator
        var observables: [Observable]
        if kind == .file {
            let hashes = [32, 40, 64].map { hash(number, digits: $0) }
            let present = 1 + Int(random.next() % 7)
            let values = hashes.enumerated().map { present >> $0 & 1 == 1 ? $1 : nil }
            new = NewIndicator(kind: .file, values: values, owner: owner)
            observables = values.compactMap { $0 }.map { Observable(kind: .file, canonical: $0) }
        } else {
            let observable = Observable(kind: kind, canonical: value(kind, number, &random))
            new = NewIndicator(observable, owner: owner)
            observables = [observable]
        }
        fill(&new, &random)
        return (new, observables)
    }

    private static func fill(_ new: inout NewIndicator, _ random: inout SeededGenerator) {
        new.rating = [nil, 0, 2.5, 5][Int(random.next() % 4)]
        new.confidence = [nil, 0, 55, 100][Int(random.next() % 4)]
        new.active = random.next() % 5 > 0
        new.tags = ["APT", "Phishing", "Ünïcode \"tag\""].filter { _ in random.next() % 2 == 0 }
        if random.next() % 2 == 0 {
            new.attributes = [NewAttribute(type: "Description", value: "what \"it\" is", displayed: true)]
        }
        new.falsePositiveCount = Int(random.next() % 3)
        new.observationCount = Int(random.next() % 3)
    }

    private static func hash(_ number: Int, digits: Int) -> String {
        var random = SeededGenerator(seed: UInt64(number * 100 + digits))
        return String((0..<digits).map { _ in "0123456789ABCDEF".randomElement(using: &random) ?? "0" })
    }

    private static func value(_ kind: ObservableKind, _ number: Int, _ random: inout SeededGenerator) -> String {
        let odd = [#"quote " in"#, #"back\slash"#, "it's", "grave `", "per%cent & plus + ?", "ünïcödé 💡", "two\nlines"]
        let text = odd.randomElement(using: &random) ?? ""
        switch kind {
        case .address:
            return number % 3 == 0
                ? "2001:db8:0:0:0:0:0:\(String(number, radix: 16))" : "198.51.\(number / 250).\(number % 250)"
        case .emailAddress: return "user\(number)@mail.example.com"
        case .file: return hash(number, digits: 32)
        case .host: return "host\(number).example.com"
        case .url: return "http://host.example.com/Path\(number)?q=%22a%22&b='c'"
        case .asn: return "ASN\(64_000 + number)"
        case .cidr:
            return number % 3 == 0
                ? "2001:db8:\(String(number, radix: 16)):0:0:0:0:0/48" : "198.51.\(number % 250).0/24"
        case .mutex: return "Mutex \(number) \(text)"
        case .registryKey:
            return #"HKEY_LOCAL_MACHINE\Software\K\#(number) : \#(number % 2 == 0 ? "Run" : "") : REG_SZ"#
        case .userAgent: return "Agent/\(number) (\(text))"
        case .emailSubject: return "Subject \(number) \(text)"
        case .hashtag: return "#tag\(number)"
        }
    }
}
