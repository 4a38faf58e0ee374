import Logging
import Observables
import ThreatConnect

/// Prints lists of the API, page after page: nothing is asked for before what came before it was printed.
struct ListRunner {
    let context: ActionContext
    /// Elements to print at most, over all lists.
    let limit: Int?

    private static let pageSize = 500

    /// Elements of one page: no more than are wanted.
    static func pageSize(limit: Int?) -> Int { min(limit ?? pageSize, pageSize) }

    init(context: ActionContext, limit: Int? = nil) {
        self.context = context
        self.limit = limit
    }

    /// - Parameter lists: With what they are called in messages.
    /// - Returns: Whether everything succeeded.
    func run(_ lists: [(label: String, pages: APIPages)]) async throws -> Bool {
        var succeeded = true
        var rest = limit ?? .max
        for (label, pages) in lists {
            var pages = pages.makeAsyncIterator()
            while rest > 0, let page = await pages.nextExchange() {
                if case .stopped(let error) = page.outcome, error.code == .cancelled { throw error }
                if context.output.envelope { try context.output.write(page.exchange) }
                switch page.outcome {
                case .page(let page):
                    let items = page.items.prefix(rest)
                    rest -= items.count
                    if !context.output.envelope { for item in items { try context.output.write(item: item) } }
                case .failed(let failure):
                    context.logger.error("\(label): \(failure.detail)")
                    succeeded = false
                case .stopped(let error): throw error
                }
            }
        }
        return succeeded
    }
}
