package import Observables

/// What a run was told about one observable. With it another process gives the same output for the same records.
package struct JournaledAnswer: Sendable, Hashable {
    package var observable: Observable
    package var answer: Answer
    /// When it was true, in seconds since 1970.
    package var asOf: Int
    /// An owner that could not be asked beside the hit.
    package var incomplete: LookupFailure?
    /// Where it was found, in the run's own word.
    package var origin: String

    package init(observable: Observable, answer: Answer, asOf: Int, incomplete: LookupFailure?, origin: String) {
        self.observable = observable
        self.answer = answer
        self.asOf = asOf
        self.incomplete = incomplete
        self.origin = origin
    }

    /// Something about it has to be asked again.
    package var isFailed: Bool {
        if case .failed = answer { return true }
        return incomplete != nil
    }
}

/// Its compact form: a version, the tag of the answer and what belongs to it.
enum JournalCoding {
    private static let version: UInt8 = 1

    private enum Tag: UInt8 {
        case hit, absent, skipped, failed
    }

    static func encoded(_ answer: JournaledAnswer) -> [UInt8] {
        var encoder = ByteEncoder()
        encoder.byte(version)
        encoder.signed(Int64(answer.asOf))
        encoder.text(answer.origin)
        encode(answer.incomplete, into: &encoder)
        switch answer.answer {
        case .hit(let intelligence):
            encoder.byte(Tag.hit.rawValue)
            encoder.unsigned(UInt64(intelligence.indicators.count))
            for indicator in intelligence.indicators { IndicatorCoding.encode(indicator, into: &encoder) }
        case .absent: encoder.byte(Tag.absent.rawValue)
        case .skipped(let reason):
            encoder.byte(Tag.skipped.rawValue)
            encoder.text(reason.rawValue)
        case .failed(let failure):
            encoder.byte(Tag.failed.rawValue)
            encode(failure, into: &encoder)
        }
        return encoder.bytes
    }

    /// nil for bytes of another version and for damaged ones: then it is asked again.
    static func decoded(_ bytes: UnsafeRawBufferPointer, of observable: Observable) -> JournaledAnswer? {
        var decoder = ByteDecoder(bytes)
        guard decoder.byte() == version, let asOf = decoder.signed(), let origin = decoder.text(),
            let incomplete = failure(&decoder), let answer = answer(&decoder), decoder.isAtEnd
        else { return nil }
        return JournaledAnswer(
            observable: observable,
            answer: answer,
            asOf: Int(asOf),
            incomplete: incomplete,
            origin: origin
        )
    }

    private static func answer(_ decoder: inout ByteDecoder) -> Answer? {
        switch decoder.byte().flatMap(Tag.init(rawValue:)) {
        case .hit: hit(&decoder).map(Answer.hit)
        case .absent: .absent
        case .skipped: decoder.text().flatMap(SkipReason.init(rawValue:)).map(Answer.skipped)
        case .failed: (failure(&decoder) ?? nil).map(Answer.failed)
        case nil: nil
        }
    }

    private static func hit(_ decoder: inout ByteDecoder) -> Intelligence? {
        guard let count = decoder.unsigned(), count > 0, count <= 1 << 16 else { return nil }
        var indicators: [Indicator] = []
        for _ in 0..<count {
            guard let indicator = IndicatorCoding.decode(&decoder) else { return nil }
            indicators.append(indicator)
        }
        return Intelligence(indicators: indicators)
    }

    private static func encode(_ failure: LookupFailure?, into encoder: inout ByteEncoder) {
        encoder.text(failure?.code.rawValue ?? "")
        guard let failure else { return }
        encoder.unsigned(UInt64(max(0, failure.attempts)))
        encoder.text(failure.detail)
    }

    /// The outer nil is for what cannot be read.
    private static func failure(_ decoder: inout ByteDecoder) -> LookupFailure?? {
        guard let word = decoder.text() else { return nil }
        guard !word.isEmpty else { return .some(nil) }
        guard let code = LookupFailure.Code(rawValue: word), let attempts = decoder.unsigned(),
            let detail = decoder.text()
        else { return nil }
        return LookupFailure(code: code, attempts: Int(clamping: attempts), detail: detail)
    }
}
