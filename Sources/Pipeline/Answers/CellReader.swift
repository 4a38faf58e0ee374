import Observables
package import PipelineFile

/// How the cells of one observable column are read, with everything decided that does not depend on the cell.
package final class CellReader: Sendable {
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

    /// Appends the distinct observables of a cell in order of appearance, each with the one to try when it gives no hit.
    func read(_ cell: UnsafeBufferPointer<UInt8>, into found: inout FoundObservables) {
        if let listSeparator {
            for member in cell.split(separator: listSeparator) {
                append(UnsafeBufferPointer(rebasing: member), to: &found)
            }
        } else {
            append(cell, to: &found)
        }
        found.endCell()
    }

    private func append(_ bytes: UnsafeBufferPointer<UInt8>, to found: inout FoundObservables) {
        switch method {
        case .extract(let extractor):
            var all: [Observable] = []
            extractor.observables(in: bytes, into: &all)
            for observable in all { append(observable, to: &found) }
        case .detect(let detector):
            if let observable = detector.observable(in: bytes) { append(observable, to: &found) }
        case .declared(let reader):
            if let observable = reader.observable(in: bytes) { append(observable, to: &found) }
        }
    }

    private func append(_ observable: Observable, to found: inout FoundObservables) {
        found.append(observable, next: climbsToHost ? observable.host : nil)
    }
}
