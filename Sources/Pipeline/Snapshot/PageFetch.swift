import Logging
import Observables
import State
import ThreatConnect

/// Fetches lists of indicators page by page into files. A page that is there already is not asked for again.
struct PageFetch: Sendable {
    /// One list: all of an owner, or what was modified since.
    struct List: Sendable {
        let name: String
        /// Index into the snapshot's owners.
        let owner: Int
        let ownerName: String?
        let modifiedSince: String?
    }

    /// A list that was fetched.
    struct Fetched: Sendable {
        /// In the server's order.
        let paths: [String]
        let total: Int?
        let count: Int
        /// Pages that were there already.
        let reused: Int
    }

    let client: ThreatConnectClient
    let folder: UpdateFolder
    let members: IndicatorMembers
    let maxInFlight: Int
    let pageSize: Int
    let logger: Logger

    /// Pages below this size are not divided when one cannot be had.
    private static let smallestPage = 250

    /// - Throws: `RunStoppingError` and `LookupFailure`; the pages fetched so far stay.
    func fetch(_ list: List) async throws -> Fetched {
        let first = try await page(list, 0, pageSize)
        guard first.count > 0 else {
            return Fetched(paths: [first.path], total: first.total, count: 0, reused: first.reused)
        }
        // A server may give less at once than was asked for.
        let step = first.total.map { first.count < min(pageSize, $0) ? first.count : pageSize } ?? pageSize
        var pages = [first] + (try await rest(list, step, total: first.total ?? 0))
        // Without a count, and when new indicators have pushed old ones beyond it, the list goes on.
        while let last = pages.last, last.count >= step {
            pages.append(try await page(list, pages.count * step, step))
        }
        return Fetched(
            paths: pages.map(\.path),
            total: first.total,
            count: pages.reduce(0) { $0 + $1.count },
            reused: pages.reduce(0) { $0 + $1.reused }
        )
    }

    /// The pages behind the first one, several at a time.
    private func rest(_ list: List, _ step: Int, total: Int) async throws -> [Page] {
        let starts = Array(stride(from: step, to: max(total, step), by: step))
        return try await withThrowingTaskGroup(of: (Int, Page).self) { group in
            var pages = [Page?](repeating: nil, count: starts.count)
            var next = 0
            func fetchNext() {
                guard next < starts.count else { return }
                let index = next
                next += 1
                group.addTask { (index, try await page(list, starts[index], step)) }
            }
            for _ in 0..<maxInFlight { fetchNext() }
            while let (index, page) = try await group.next() {
                pages[index] = page
                fetchNext()
            }
            return pages.compactMap { $0 }
        }
    }

    private struct Page: Sendable {
        let path: String
        let total: Int?
        let count: Int
        let reused: Int
    }

    private func page(_ list: List, _ start: Int, _ limit: Int) async throws -> Page {
        let path = folder.page(list.name, start)
        if let kept = SnapshotPage(path: path) {
            return Page(path: path, total: kept.total, count: kept.count, reused: 1)
        }
        let fetched = try await piece(list, start, limit)
        try encoded(fetched, list).write(to: path)
        logger.debug("page", metadata: ["list": "\(list.name)", "start": "\(start)", "items": "\(fetched.count)"])
        return Page(path: path, total: fetched.total, count: fetched.count, reused: 0)
    }

    /// A page that cannot be had in one piece is divided.
    private func piece(_ list: List, _ start: Int, _ limit: Int) async throws -> BulkPage {
        let reply = try await client.bulkPage(
            owner: list.ownerName,
            modifiedSince: list.modifiedSince,
            start: start,
            limit: limit,
            members: members
        )
        switch reply {
        case .success(let page): return page
        case .failure(let failure) where failure.code == .refused || limit <= Self.smallestPage: throw failure
        case .failure(let failure):
            logger.notice(
                "dividing a page",
                metadata: ["start": "\(start)", "limit": "\(limit)", "cause": "\(failure.detail)"]
            )
            let half = (limit + 1) / 2
            let left = try await piece(list, start, half)
            guard left.count == half else { return left }
            let right = try await piece(list, start + half, limit - half)
            return BulkPage(items: left.items + right.items, count: left.count + right.count, total: left.total)
        }
    }

    private func encoded(_ fetched: BulkPage, _ list: List) -> SnapshotPage {
        var records = SnapshotRecordEncoder()
        var bytes = ByteEncoder()
        for item in fetched.items {
            switch item {
            case .indicator(let indicator):
                records.append(indicator, owner: list.owner, ownerName: list.ownerName, to: &bytes)
            case .other(let id, let type, let summary):
                records.append(otherID: id, type: type, summary: summary, owner: list.owner, to: &bytes)
            }
        }
        return SnapshotPage(total: fetched.total, count: fetched.count, records: bytes.bytes)
    }
}
