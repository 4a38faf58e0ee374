/// Plain values by number, in pages that never move: to grow copies nothing and takes no second place meanwhile.
package struct PagedArray<Element: BitwiseCopyable>: ~Copyable {
    private static var pageBits: Int { 12 }
    private static var pageSize: Int { 1 << pageBits }

    private var pages: [UnsafeMutablePointer<Element>] = []
    package private(set) var count = 0

    package init() {}

    deinit {
        for page in pages { page.deallocate() }
    }

    package var indices: Range<Int> { 0..<count }

    package subscript(index: Int) -> Element {
        get {
            precondition(indices.contains(index))
            return pages[index >> Self.pageBits][index & (Self.pageSize - 1)]
        }
        set {
            precondition(indices.contains(index))
            pages[index >> Self.pageBits][index & (Self.pageSize - 1)] = newValue
        }
    }

    package mutating func append(_ element: Element) {
        if count == pages.count * Self.pageSize { pages.append(.allocate(capacity: Self.pageSize)) }
        (pages[count >> Self.pageBits] + (count & (Self.pageSize - 1))).initialize(to: element)
        count += 1
    }
}
