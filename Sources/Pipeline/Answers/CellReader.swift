package import Observables
package import PipelineFile

/// How the cells of one observable column are read, with everything decided that does not depend on the cell.
package struct CellReader: Sendable {
    private enum Method: Sendable {
        case detect(Detector)
        case declared(DeclaredReader)
        case extract(Extractor)
    }

    private let method: Method
    private let climbsToHost: Bool
    /// Separates the members of a list in one cell.
    private let listSeparator: UInt8?

    package init(column: ObservableColumn, listSeparator: UInt8?) {
        method =
            switch column.reading {
            case .detect, .typed: .detect(Detector())
            case .declared(let kind): .declared(DeclaredReader(kind: kind))
            case .extract(let kinds): .extract(Extractor(kinds: kinds))
            }
        climbsToHost = column.ladder.contains(.host)
        self.listSeparator = listSeparator
    }

    /// The distinct observables of a cell in order of appearance, each with the one to try when it gives no hit.
    package func observables(in cell: UnsafeBufferPointer<UInt8>) -> [(observable: Observable, next: Observable?)] {
        var found: [Observable] = []
        if let listSeparator {
            for member in cell.split(separator: listSeparator) {
                append(UnsafeBufferPointer(rebasing: member), to: &found)
            }
        } else {
            append(cell, to: &found)
        }
        return found.map { ($0, climbsToHost ? $0.host : nil) }
    }

    private func append(_ bytes: UnsafeBufferPointer<UInt8>, to found: inout [Observable]) {
        switch method {
        case .extract(let extractor):
            extractor.observables(in: bytes, into: &found)
        case .detect(let detector):
            if let observable = detector.observable(in: bytes), !found.contains(observable) { found.append(observable) }
        case .declared(let reader):
            if let observable = reader.observable(in: bytes), !found.contains(observable) { found.append(observable) }
        }
    }
}
