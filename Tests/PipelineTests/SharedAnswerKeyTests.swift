import Observables
import Pipeline
import Testing

struct SharedAnswerKeyTests {
    private static var answers: [SourcedAnswer] {
        let failure = LookupFailure(code: .timeout, attempts: 3, detail: "no answer")
        let hit = Answer.hit(.host, "a.example", rating: 3)
        let kinds: [(Answer, String?)] = [
            (.absent, nil), (.skipped(.privateAddress), nil), (.skipped(.reserved), nil),
            (.skipped(.allowlisted), "one"),
            (.skipped(.allowlisted), "two"), (.failed(failure), nil), (hit, nil),
        ]
        return kinds.flatMap { answer, list in
            [1, 2].flatMap { asOf in
                AnswerOrigin.allCases.map { origin in
                    var sourced = SourcedAnswer(answer: answer, asOf: asOf, origin: origin)
                    sourced.allowlist = list
                    return sourced
                }
            }
        }
    }

    /// To ask a key about an answer is the same as comparing it with that answer's own.
    @Test func keyKnowsItsAnswers() {
        for one in Self.answers {
            guard let key = one.sharedKey else { continue }
            for other in Self.answers { #expect(key.isKey(of: other) == (key == other.sharedKey), "\(one), \(other)") }
        }
    }

    /// Only answers that are alike in everything share one; hits and failures are their own.
    @Test func answersThatShareAreEqual() {
        for one in Self.answers {
            for other in Self.answers {
                let key = one.sharedKey
                #expect((key != nil && key == other.sharedKey) == (key != nil && one == other), "\(one), \(other)")
            }
        }
        #expect(Self.answers.filter { $0.sharedKey == nil }.count == 2 * 2 * AnswerOrigin.allCases.count)
    }
}
