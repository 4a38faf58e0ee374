internal import CStructure

/// Answers by number, at places that never move: what was seen under the lock that guards changes can be read without it from then on.
struct StableAnswers: ~Copyable {
    private static var pageBits: Int { 12 }
    private static var pageSize: Int { 1 << pageBits }
    /// For all numbers there are; pages of it that are not touched cost nothing.
    private let pages: UnsafeMutablePointer<UnsafeMutablePointer<CellAnswer>>
    private(set) var count = 0

    init() { pages = .allocate(capacity: (Int(Int32.max) >> Self.pageBits) + 1) }

    deinit {
        for page in stride(from: 0, to: count, by: Self.pageSize) { pages[page >> Self.pageBits].deallocate() }
        pages.deallocate()
    }

    /// A number that was not appended yet must not be asked for.
    @inline(__always)
    subscript(number: Int32) -> CellAnswer {
        get { view[number] }
        set { (pages[Int(number) >> Self.pageBits] + (Int(number) & (Self.pageSize - 1))).pointee = newValue }
    }

    mutating func append(_ answer: CellAnswer) {
        if count & (Self.pageSize - 1) == 0 {
            pages[count >> Self.pageBits] = .allocate(capacity: Self.pageSize)
        }
        let place = pages[count >> Self.pageBits] + (count & (Self.pageSize - 1))
        place.initialize(to: answer)
        count += 1
    }

    /// Valid as long as the answers.
    var view: View { View(pages: UnsafePointer(pages)) }

    struct View {
        fileprivate let pages: UnsafePointer<UnsafeMutablePointer<CellAnswer>>

        @inline(__always)
        subscript(number: Int32) -> CellAnswer {
            pages[Int(number) >> pageBits][Int(number) & (pageSize - 1)]
        }

        /// Brings an answer near ahead of its use; for any number below 0 nothing.
        @inline(__always)
        func prefetch(_ number: Int32) {
            if number >= 0 { tcenrich_prefetch(pages[Int(number) >> pageBits] + (Int(number) & (pageSize - 1))) }
        }
    }
}

/// The answers of all cells whose codes were looked up.
struct CellAnswers: @unchecked Sendable {
    let observables: StableAnswers.View
    let lists: StableAnswers.View
    /// Of a cell without an observable.
    let nothing: CellAnswer

    @inline(__always)
    subscript(code: CellCode) -> CellAnswer {
        if let id = code.observable { return observables[id] }
        guard let list = code.list else { return nothing }
        return lists[Int32(truncatingIfNeeded: list)]
    }
}
