/// Punycode (RFC 3492), for one label without its `xn--` prefix.
package enum Punycode {
    /// Encodes Unicode scalars; nil for more than 1,023 of them, which no label comes near and no counter overflows with.
    package static func encode(_ scalars: [Unicode.Scalar]) -> [UInt8]? {
        guard scalars.count < 1024 else { return nil }
        var output = scalars.filter(\.isASCII).map { UInt8($0.value) }
        let basicCount = output.count
        if basicCount > 0 { output.append(Ascii.hyphen) }
        var state = Adaptation()
        var (next, delta, handled): (UInt32, UInt32, Int) = (0x80, 0, basicCount)
        while handled < scalars.count {
            guard let smallest = scalars.lazy.map(\.value).filter({ $0 >= next }).min() else { return nil }
            delta += (smallest - next) * UInt32(handled + 1)
            next = smallest
            for scalar in scalars {
                if scalar.value < next { delta += 1 }
                guard scalar.value == next else { continue }
                append(delta, bias: state.bias, to: &output)
                state.adapt(delta, points: UInt32(handled + 1), isFirst: handled == basicCount)
                delta = 0
                handled += 1
            }
            delta += 1
            next += 1
        }
        return output
    }

    /// Decodes ASCII text; nil where it is not Punycode.
    package static func decode(_ text: [UInt8]) -> [Unicode.Scalar]? {
        guard text.allSatisfy({ $0 < 0x80 }) else { return nil }
        let split = text.lastIndex(of: Ascii.hyphen)
        var output = text[..<(split ?? 0)].map { Unicode.Scalar($0) }
        var state = Adaptation()
        var rest = text[(split.map { $0 + 1 } ?? 0)...]
        var (code, index): (UInt32, UInt32) = (0x80, 0)
        while !rest.isEmpty {
            let start = index
            guard let delta = takeDelta(from: &rest, bias: state.bias), delta <= UInt32.max - index else { return nil }
            index += delta
            let points = UInt32(output.count + 1)
            state.adapt(index - start, points: points, isFirst: start == 0)
            guard index / points <= 0x10FFFF, let scalar = Unicode.Scalar(code + index / points) else { return nil }
            code = scalar.value
            index %= points
            output.insert(scalar, at: Int(index))
            index += 1
        }
        return output
    }

    /// Writes one variable-length integer (RFC 3492 section 3.3).
    private static func append(_ delta: UInt32, bias: UInt32, to output: inout [UInt8]) {
        var (rest, k) = (delta, Adaptation.base)
        while true {
            let threshold = Adaptation.threshold(k, bias: bias)
            guard rest >= threshold else { break }
            let (quotient, digit) = (rest - threshold).quotientAndRemainder(
                dividingBy: Adaptation.base - threshold
            )
            output.append(letter(threshold + digit))
            rest = quotient
            k += Adaptation.base
        }
        output.append(letter(rest))
    }

    private static func takeDelta(from rest: inout ArraySlice<UInt8>, bias: UInt32) -> UInt32? {
        var (delta, weight, k): (UInt32, UInt32, UInt32) = (0, 1, Adaptation.base)
        while let byte = rest.popFirst() {
            guard let digit = value(byte) else { return nil }
            let (step, overflow) = digit.multipliedReportingOverflow(by: weight)
            guard !overflow, step <= UInt32.max - delta else { return nil }
            delta += step
            let threshold = Adaptation.threshold(k, bias: bias)
            if digit < threshold { return delta }
            let (heavier, tooHeavy) = weight.multipliedReportingOverflow(by: Adaptation.base - threshold)
            guard !tooHeavy else { return nil }
            weight = heavier
            k += Adaptation.base
        }
        return nil
    }

    private static func letter(_ digit: UInt32) -> UInt8 {
        UInt8(digit < 26 ? digit + 0x61 : digit - 26 + 0x30)
    }

    private static func value(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte) - 0x61
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte) - 0x41
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte) - 0x30 + 26
        default: nil
        }
    }
}

/// The bias that RFC 3492 section 6.1 adapts after each delta.
private struct Adaptation {
    static let base: UInt32 = 36
    private(set) var bias: UInt32 = 72

    static func threshold(_ k: UInt32, bias: UInt32) -> UInt32 {
        k <= bias ? 1 : min(k - bias, 26)
    }

    mutating func adapt(_ delta: UInt32, points: UInt32, isFirst: Bool) {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / points
        var k: UInt32 = 0
        while delta > 455 {
            delta /= 35
            k += Self.base
        }
        bias = k + 36 * delta / (delta + 38)
    }
}
