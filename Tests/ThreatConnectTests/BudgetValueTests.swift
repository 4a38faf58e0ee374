import Testing
import ThreatConnect

/// The parts of the budget that are plain values.
struct BudgetValueTests {
    private static let found = AnswerKind("GET v2/indicators/4", status: 200)
    private static let absent = AnswerKind("GET v2/indicators/4", status: 404)

    @Test func windowHalvesOncePerRoundAndNeverEmpties() {
        var window = ConcurrencyWindow(maximum: 16)
        #expect(window.limit == 16)
        let sentBefore = window.generation
        for _ in 0..<16 { window.overload(generation: sentBefore) }
        #expect(window.limit == 8, "sixteen failures of one round are one piece of news")
        for expected in [4, 2, 1, 1] {
            window.overload(generation: window.generation)
            #expect(window.limit == expected)
        }
    }

    @Test func windowGrowsByOnePerRoundUpToTheMaximum() {
        var window = ConcurrencyWindow(maximum: 4)
        for _ in 0..<3 { window.overload(generation: window.generation) }
        #expect(window.limit == 1)
        var needed: [Int] = []
        while window.limit < 4 {
            let before = window.limit
            var answers = 0
            while window.limit == before {
                window.succeed(after: .milliseconds(10), kind: Self.found, generation: window.generation)
                answers += 1
            }
            needed.append(answers)
        }
        #expect(needed.allSatisfy { $0 <= 5 } && needed.count == 3)
        for _ in 0..<100 { window.succeed(after: .milliseconds(10), kind: Self.found, generation: window.generation) }
        #expect(window.limit == 4)
    }

    @Test func slowAnswersNarrowTheWindowAndALastingChangeIsAccepted() {
        var window = ConcurrencyWindow(maximum: 16)
        func answer(_ latency: Duration, _ count: Int) {
            for _ in 0..<count { window.succeed(after: latency, kind: Self.found, generation: window.generation) }
        }
        answer(.milliseconds(50), 100)
        #expect(window.limit == 16)
        answer(.milliseconds(600), 60)
        #expect(window.limit < 12)
        answer(.milliseconds(600), 3_000)
        #expect(window.limit == 16, "what lasts is the usual")
    }

    @Test func kindsThatTakeLongerAreNotSlow() {
        var window = ConcurrencyWindow(maximum: 16)
        for number in 0..<400 {
            let isPage = number % 2 == 0
            window.succeed(
                after: isPage ? .seconds(4) : .milliseconds(20),
                kind: isPage ? AnswerKind("page", status: 200) : Self.found,
                generation: window.generation
            )
        }
        #expect(window.limit == 16)
    }

    @Test func hitsThatTakeLongerThanAbsencesAreNotSlow() {
        var window = ConcurrencyWindow(maximum: 16)
        for number in 0..<2_000 {
            let isHit = number % 3 > 0
            window.succeed(
                after: .milliseconds(isHit ? 250 : 20),
                kind: isHit ? Self.found : Self.absent,
                generation: window.generation
            )
        }
        #expect(window.limit == 16)
        #expect(window.generation == 0, "it never shrank")
    }

    @Test func hitsAndAbsencesThatBothSlowDownNarrowTheWindow() {
        var window = ConcurrencyWindow(maximum: 16)
        func answer(_ count: Int, slowedDownBy factor: Int) {
            for number in 0..<count {
                let isHit = number % 3 > 0
                window.succeed(
                    after: .milliseconds((isHit ? 250 : 20) * factor),
                    kind: isHit ? Self.found : Self.absent,
                    generation: window.generation
                )
            }
        }
        answer(200, slowedDownBy: 1)
        #expect(window.limit == 16)
        answer(60, slowedDownBy: 8)
        #expect(window.limit < 12)
    }

    @Test func circuitOpensAfterARunOfFailuresOnly() {
        var circuit = Circuit()
        for _ in 0..<9 { #expect(circuit.fail(.unavailable, attempt: 1, at: .zero, random: 1) == nil) }
        circuit.succeed()
        for _ in 0..<9 { #expect(circuit.fail(.unavailable, attempt: 2, at: .zero, random: 1) == nil) }
        #expect(circuit.fail(.unavailable, attempt: 3, at: .zero, random: 1) == nil, "a call counts twice at most")
        #expect(circuit.fail(.unavailable, attempt: 1, at: .zero, random: 1) == .seconds(1))
        #expect(circuit.next == .seconds(1))
    }

    @Test func errorsInTheServersOwnWordsNeedFifty() {
        var circuit = Circuit()
        for _ in 0..<49 { #expect(circuit.fail(.failed, attempt: 1, at: .zero, random: 1) == nil) }
        #expect(circuit.fail(.failed, attempt: 1, at: .zero, random: 1) != nil)
    }

    @Test func pausesOfTheCircuitDoubleUpToAMinuteUntilItCloses() {
        var circuit = Circuit()
        for _ in 0..<10 { _ = circuit.fail(.unavailable, attempt: 1, at: .zero, random: 1) }
        let pauses = (0..<8).map { _ in circuit.reopen(at: .seconds(9), random: 1) }
        #expect(pauses == [2, 4, 8, 16, 32, 60, 60, 60].map { .seconds($0) })
        #expect(circuit.close(at: .seconds(100)) == .seconds(100))
        #expect(circuit.next == nil)
    }

    @Test func paceMakesUpForLateSleepsButNotForIdleTime() {
        var pace = Pace(interval: .milliseconds(10))
        #expect(pace.turn(at: .zero) == nil)
        #expect(pace.turn(at: .zero) == .milliseconds(10))
        // 5 ms late: the next is due 10 ms after this one was.
        #expect(pace.turn(at: .milliseconds(15)) == nil)
        #expect(pace.turn(at: .milliseconds(15)) == .milliseconds(5))
        // After a minute of nothing, no burst of a minute's worth.
        var passed = 0
        while pace.turn(at: .seconds(60)) == nil { passed += 1 }
        #expect(passed <= 3)
    }
}
