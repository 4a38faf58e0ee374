import Tabular

/// The input ends before its end. A run over a part of it would pass for a run over all of it, so nothing appears under its final name.
package struct BrokenInput: Error, Sendable, CustomStringConvertible {
    private let error: InputError

    init(_ error: InputError) { self.error = error }

    package var description: String {
        let advice =
            switch error.code {
            case .truncated, .damaged: "; to go on with what is readable, unpack that part into a file of its own first"
            default: ""
            }
        return "the input breaks off: \(error)\(advice)"
    }
}
