import Logging
import Observables
import ThreatConnect

/// Does one action to every input, several at once, and prints the answers in the order of the input.
struct ActionRunner: Sendable {
    let context: ActionContext
    /// Of ``ValueOptions``.
    let type: String?
    let concurrency: Int
    /// The call for one value and owner; throws `InputProblem` when the input does not say enough.
    let action: @Sendable (ActionInput, ResolvedValue, String?) async throws -> APIAction

    /// What came of one input: an answer for each owner, or why nothing was asked.
    private enum Outcome: Sendable {
        case answers([(owner: String?, exchange: APIExchange)])
        case problem(String)
        case stopped(RunStoppingError)

        /// No further call can succeed.
        var isEnd: Bool {
            switch self {
            case .answers(let answers):
                answers.contains { if case .stopped = $0.exchange.outcome { true } else { false } }
            case .problem: false
            case .stopped: true
            }
        }
    }

    private enum Event: Sendable {
        case input(Result<ActionInput, InputProblem>?, ActionInputs)
        case finished(Int, String, Outcome)
    }

    /// - Returns: Whether everything succeeded.
    /// - Throws: A `RunStoppingError` once, after what came before it was printed.
    func run(_ inputs: ActionInputs) async throws -> Bool {
        if let type { _ = try await context.catalogue.type(named: type) }
        return try await withThrowingTaskGroup(of: Event.self) { group in
            var (admitted, running, printed) = (0, 0, 0)
            var finished: [Int: (String, Outcome)] = [:]
            var (succeeded, isEnding) = (true, false)
            var waiting: ActionInputs? = inputs

            // Reading is a task too: an answer is printed although the next line is not there yet.
            func admit() {
                guard !isEnding, running < concurrency, admitted - printed < concurrency * 16, var rest = waiting
                else { return }
                waiting = nil
                group.addTask { .input(try await rest.next(), rest) }
            }

            admit()
            while let event = try await group.next() {
                switch event {
                case .input(nil, _): break
                case .input(let input?, let rest):
                    let index = admitted
                    admitted += 1
                    running += 1
                    group.addTask { await answer(index, input) }
                    waiting = rest
                case .finished(let index, let label, let outcome):
                    running -= 1
                    finished[index] = (label, outcome)
                    isEnding = isEnding || outcome.isEnd
                }
                while let (label, outcome) = finished.removeValue(forKey: printed) {
                    printed += 1
                    succeeded = try print(label, outcome) && succeeded
                }
                admit()
            }
            return succeeded
        }
    }

    private func answer(_ index: Int, _ input: Result<ActionInput, InputProblem>) async -> Event {
        switch input {
        case .failure(let problem): .finished(index, "standard input", .problem(problem.description))
        case .success(let input): .finished(index, input.label, await outcome(input))
        }
    }

    private func outcome(_ input: ActionInput) async -> Outcome {
        do {
            let value = try await input.resolved(type: type, context.catalogue)
            var answers: [(owner: String?, exchange: APIExchange)] = []
            for owner in input.owner.map({ [$0] }) ?? context.owners {
                let exchange = await context.client.send(try await action(input, value, owner))
                answers.append((owner, exchange))
                if case .stopped = exchange.outcome { break }
            }
            return .answers(answers)
        } catch let error as RunStoppingError {
            return .stopped(error)
        } catch {
            return .problem("\(error)")
        }
    }

    private func print(_ label: String, _ outcome: Outcome) throws -> Bool {
        switch outcome {
        case .stopped(let error): throw error
        case .problem(let problem):
            context.logger.error("\(label): \(problem)")
            try context.output.write(problem: problem)
            return false
        case .answers(let answers):
            var succeeded = true
            for (owner, exchange) in answers {
                if case .stopped(let error) = exchange.outcome, error.code == .cancelled { throw error }
                try context.output.write(exchange)
                if case .stopped(let error) = exchange.outcome { throw error }
                guard let problem = exchange.problem else { continue }
                let place = owner.map { "\(label) (owner \($0))" } ?? label
                context.logger.error("\(place): \(problem)")
                succeeded = false
            }
            return succeeded
        }
    }
}
