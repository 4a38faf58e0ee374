/// A compact form of an indicator in bytes, without loss: nil and 0 stay different, numbers keep every bit.
///
/// First a varint whose bits say which optional members follow, then id, kind, summary and owner, then those members in the order of
/// ``Member``. Whole numbers are zigzag varints, texts their length and UTF-8. A rating in hundredths and a date in the server's
/// normal form are varints; a bit of their own says that they are.
package enum IndicatorCoding {
    /// Raised whenever the same bytes would mean something else.
    package static let version: UInt8 = 1

    /// Bits of the first varint; the members follow in this order.
    private enum Member: UInt64 {
        case rating, ratingInHundredths, confidence, threatAssessScore, description, source, tags, active, isActive
        case falsePositiveCount, observationCount, dateAdded, dateAddedInSeconds, lastModified, lastModifiedInSeconds,
            webLink
    }

    package static func encode(_ indicator: Indicator, into encoder: inout ByteEncoder) {
        encoder.unsigned(present(in: indicator))
        encoder.signed(indicator.id)
        encoder.byte(indicator.kind.rawValue)
        encoder.text(indicator.summary)
        encoder.text(indicator.owner)
        if let rating = indicator.rating { encode(rating: rating, into: &encoder) }
        if let confidence = indicator.confidence { encoder.signed(Int64(confidence)) }
        if let score = indicator.threatAssessScore { encoder.signed(Int64(score)) }
        if let description = indicator.description { encoder.text(description) }
        if let source = indicator.source { encoder.text(source) }
        if let tags = indicator.tags {
            encoder.unsigned(UInt64(tags.count))
            for tag in tags { encoder.text(tag) }
        }
        if let count = indicator.falsePositiveCount { encoder.signed(Int64(count)) }
        if let count = indicator.observationCount { encoder.signed(Int64(count)) }
        if let date = indicator.dateAdded { encode(date: date, into: &encoder) }
        if let date = indicator.lastModified { encode(date: date, into: &encoder) }
        if let link = indicator.webLink { encoder.text(link) }
    }

    /// - Returns: nil for bytes that ``encode(_:into:)`` did not write.
    package static func decode(_ decoder: inout ByteDecoder) -> Indicator? {
        guard let present = decoder.unsigned(), let id = decoder.signed(),
            let kind = decoder.byte().flatMap(ObservableKind.init(rawValue:)), let summary = decoder.text(),
            let owner = decoder.text()
        else { return nil }
        var indicator = Indicator(id: id, kind: kind, summary: summary, owner: owner)
        var reader = MemberReader(present: present, decoder: decoder)
        indicator.rating = reader.rating()
        indicator.confidence = reader.number(.confidence)
        indicator.threatAssessScore = reader.number(.threatAssessScore)
        indicator.description = reader.text(.description)
        indicator.source = reader.text(.source)
        indicator.tags = reader.tags()
        indicator.active = reader.has(.active) ? reader.has(.isActive) : nil
        indicator.falsePositiveCount = reader.number(.falsePositiveCount)
        indicator.observationCount = reader.number(.observationCount)
        indicator.dateAdded = reader.date(.dateAdded, .dateAddedInSeconds)
        indicator.lastModified = reader.date(.lastModified, .lastModifiedInSeconds)
        indicator.webLink = reader.text(.webLink)
        decoder = reader.decoder
        return reader.isGood ? indicator : nil
    }

    private static func present(in indicator: Indicator) -> UInt64 {
        let members: [(Member, Bool)] = [
            (.rating, indicator.rating != nil), (.ratingInHundredths, indicator.rating.flatMap(hundredths) != nil),
            (.confidence, indicator.confidence != nil), (.threatAssessScore, indicator.threatAssessScore != nil),
            (.description, indicator.description != nil), (.source, indicator.source != nil),
            (.tags, indicator.tags != nil), (.active, indicator.active != nil), (.isActive, indicator.active == true),
            (.falsePositiveCount, indicator.falsePositiveCount != nil),
            (.observationCount, indicator.observationCount != nil), (.dateAdded, indicator.dateAdded != nil),
            (.dateAddedInSeconds, indicator.dateAdded.flatMap(PlainDate.seconds) != nil),
            (.lastModified, indicator.lastModified != nil),
            (.lastModifiedInSeconds, indicator.lastModified.flatMap(PlainDate.seconds) != nil),
            (.webLink, indicator.webLink != nil),
        ]
        return members.reduce(0) { $1.1 ? $0 | 1 << $1.0.rawValue : $0 }
    }

    private static func encode(rating: Double, into encoder: inout ByteEncoder) {
        if let hundredths = hundredths(rating) { encoder.unsigned(hundredths) } else { encoder.bits(rating.bitPattern) }
    }

    private static func encode(date: String, into encoder: inout ByteEncoder) {
        if let seconds = PlainDate.seconds(date) { encoder.signed(seconds) } else { encoder.text(date) }
    }

    private static func hundredths(_ rating: Double) -> UInt64? {
        guard rating >= 0, rating <= 5 else { return nil }
        let hundredths = UInt64((rating * 100).rounded())
        return (Double(hundredths) / 100).bitPattern == rating.bitPattern ? hundredths : nil
    }

    /// Reads the members that are there; once something is wrong, it stays wrong.
    private struct MemberReader {
        let present: UInt64
        var decoder: ByteDecoder
        var isGood = true

        func has(_ member: Member) -> Bool { present & 1 << member.rawValue != 0 }

        private mutating func read<Value>(_ member: Member, _ read: (inout ByteDecoder) -> Value?) -> Value? {
            guard isGood, has(member) else { return nil }
            let value = read(&decoder)
            isGood = value != nil
            return value
        }

        mutating func text(_ member: Member) -> String? { read(member) { $0.text() } }

        mutating func number(_ member: Member) -> Int? {
            read(member) { $0.signed().flatMap { Int(exactly: $0) } }
        }

        mutating func rating() -> Double? {
            let isShort = has(.ratingInHundredths)
            return read(.rating) { decoder in
                isShort ? decoder.unsigned().map { Double($0) / 100 } : decoder.bits().map(Double.init(bitPattern:))
            }
        }

        mutating func date(_ member: Member, _ short: Member) -> String? {
            let isShort = has(short)
            return read(member) { decoder in
                isShort ? decoder.signed().flatMap(PlainDate.text) : decoder.text()
            }
        }

        mutating func tags() -> [String]? {
            read(.tags) { decoder in
                guard let count = decoder.unsigned() else { return nil }
                var tags: [String] = []
                // Grows with what is there, not with what a damaged count promises.
                for _ in 0..<count {
                    guard let tag = decoder.text() else { return nil }
                    tags.append(tag)
                }
                return tags
            }
        }
    }
}
