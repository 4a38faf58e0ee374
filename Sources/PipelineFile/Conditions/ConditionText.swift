/// A condition's text, with the place of each of its Unicode scalars in the pipeline file.
struct ConditionText {
    let text: String
    let scalars: [Unicode.Scalar]
    /// One more than scalars: the last one is the end's.
    private let places: [SourcePosition]
    /// What replaced `${…}` and must not be shown.
    private let hidden: [Range<Int>]

    init(_ text: String, places: [SourcePosition], hidden: [Range<Int>] = []) {
        self.text = text
        self.places = places
        self.hidden = hidden
        scalars = Array(text.unicodeScalars)
    }

    func position(at offset: Int) -> SourcePosition {
        places.isEmpty ? .start : places[min(max(offset, 0), places.count - 1)]
    }

    func isHidden(_ range: Range<Int>) -> Bool { hidden.contains { $0.overlaps(range) } }

    func string(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(scalars[range])) }

    /// For messages.
    func shown(_ range: Range<Int>) -> String {
        isHidden(range) ? "the replaced value" : Shown.quoted(string(range))
    }
}

/// What is wrong with a condition, and where: the offset counts Unicode scalars from 0.
struct ConditionDefect: Error, Equatable {
    var message: String
    var offset: Int
    var expected: String?
    var suggestion: String?
    var advice: String?
}
