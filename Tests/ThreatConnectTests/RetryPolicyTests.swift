import Testing
import ThreatConnect

struct RetryPolicyTests {
    @Test func waitsDoubleUpToALimit() {
        let waits = (1...9).map { RetryPolicy.backoff(afterAttempt: $0, random: 1) }
        #expect(waits == [0.5, 1, 2, 4, 8, 16, 30, 30, 30].map { Duration.seconds($0) })
        #expect(RetryPolicy.backoff(afterAttempt: .max, random: 1) == .seconds(30))
    }

    @Test func waitsAreDrawnFromZeroToTheLimit() {
        #expect(RetryPolicy.backoff(afterAttempt: 3, random: 0) == .zero)
        #expect(RetryPolicy.backoff(afterAttempt: 3, random: 0.25) == .milliseconds(500))
    }

    @Test func retryAfterIsSecondsOrADate() {
        func wait(_ text: String) -> Duration? {
            let response = APIResponse(status: 429, headers: [HeaderField("retry-after", text)])
            return RetryPolicy.retryAfter(response, unixTime: 784_111_777)
        }
        #expect(wait("12") == .seconds(12))
        #expect(wait("Sun, 06 Nov 1994 08:50:37 GMT") == .seconds(60))
        #expect(wait("Sun, 06 Nov 1994 08:00:00 GMT") == nil, "in the past")
        #expect(wait("0") == nil)
        #expect(wait("-5") == nil)
        #expect(wait("soon") == nil)
        #expect(wait("9223372036854775807") != nil)
        #expect(RetryPolicy.retryAfter(APIResponse(status: 429), unixTime: 0) == nil)
    }

    @Test func thereIsAlwaysOneAttempt() { #expect(RetryPolicy(maxAttempts: 0).maxAttempts == 1) }
}
