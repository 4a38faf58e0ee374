import Observables
import Synchronization
import Tabular
import ThreatConnect

/// Turns pages of the API into bytes of records, each page when the reader wants it.
struct PageStream: Sendable {
    let stream: ByteStream

    /// - Parameter lists: One after the other, each with the type of its elements where they do not say it themselves.
    init(name: String, lists: [(type: IndicatorType?, pages: APIPages)], writer: FeedRecords) {
        let state = PageCursor(lists)
        stream = ByteStream(name: name) {
            do {
                if let head = await state.head(writer) { return head }
                while let (type, page) = try await state.next() {
                    let bytes = writer.records(page.items, type: type)
                    if !bytes.isEmpty { return bytes }
                }
                return nil
            } catch let failure as LookupFailure {
                let what = await state.hasPage ? "gave no further page" : "did not give the list"
                throw InputError(.readFailed, input: name, "ThreatConnect \(what): \(failure.detail)")
            }
        }
    }
}

/// Where the stream stands. The reader asks from one task at a time.
private actor PageCursor {
    private var lists: [(type: IndicatorType?, pages: APIPages)]
    private var current: (type: IndicatorType?, pages: APIPages.Iterator)?
    private var hasHead = false
    /// Whether any page came.
    private(set) var hasPage = false

    init(_ lists: [(type: IndicatorType?, pages: APIPages)]) { self.lists = lists }

    /// The header, once.
    func head(_ writer: FeedRecords) -> [UInt8]? {
        guard !hasHead else { return nil }
        hasHead = true
        return writer.header
    }

    func next() async throws -> (IndicatorType?, APIPage)? {
        while true {
            if current == nil {
                guard !lists.isEmpty else { return nil }
                let list = lists.removeFirst()
                current = (list.type, list.pages.makeAsyncIterator())
            }
            guard var open = current else { return nil }
            let page = try await open.pages.next()
            current = page == nil ? nil : open
            if let page {
                hasPage = true
                return (open.type, page)
            }
        }
    }
}
