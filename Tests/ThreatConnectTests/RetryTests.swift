import Observables
import Testing
import ThreatConnect

struct RetryTests {
    @Test func secondAttemptSucceeds() async throws {
        let transport = ScriptedTransport(.success(.html(503)), .success(.hit))
        let time = VirtualTime(draw: 0.5)
        let answer = try await ThreatConnectClient.scripted(transport, time: time)
            .indicator(.evilHost, owner: nil, members: [])
        #expect(try answer.get()?.id == 7)
        #expect(time.slept == [.milliseconds(250)])
    }

    @Test func serversWaitIsObeyed() async throws {
        let limited = APIResponse(status: 429, headers: [HeaderField("Retry-After", "3")])
        let dated = APIResponse(status: 429, headers: [HeaderField("Retry-After", "Tue, 14 Nov 2023 22:14:20 GMT")])
        let transport = ScriptedTransport(.success(limited), .success(dated), .success(.hit))
        let time = VirtualTime()
        let answer = try await ThreatConnectClient.scripted(transport, time: time)
            .indicator(.evilHost, owner: nil, members: [])
        #expect(time.slept == [.seconds(3), .seconds(57)])
        #expect(try answer.get()?.id == 7)
    }

    @Test func waitBeyondThePatienceIsNotBegun() async throws {
        let endless = APIResponse(status: 503, headers: [HeaderField("Retry-After", "99999")])
        let transport = ScriptedTransport(.success(endless), .success(.hit))
        let time = VirtualTime()
        let answer = try await ThreatConnectClient.scripted(transport, time: time)
            .indicator(.evilHost, owner: nil, members: [])
        let failure = try #require(throws: LookupFailure.self) { _ = try answer.get() }
        #expect((failure.code, failure.attempts) == (.unavailable, 1))
        #expect(failure.detail.contains("max_wait"))
        #expect(time.slept.isEmpty)
    }

    @Test(arguments: TransportError.Code.allCases)
    func everyTransportErrorHasAMeaning(code: TransportError.Code) async throws {
        let transport = ScriptedTransport(.failure(TransportError(code, "words")))
        let client = try ThreatConnectClient.scripted(transport)
        do {
            let answer = try await client.indicator(.evilHost, owner: nil, members: [])
            let failure = try #require(throws: LookupFailure.self) { _ = try answer.get() }
            let expected: (LookupFailure.Code, Int)
            switch code {
            case .timeout: expected = (.timeout, 5)
            case .tooLarge: expected = (.badResponse, 1)
            case .malformed: expected = (.badResponse, 2)
            default: expected = (.connection, 5)
            }
            #expect((failure.code, failure.attempts) == expected)
            #expect(failure.detail == "words")
        } catch let error as RunStoppingError {
            let expected: [TransportError.Code: RunStoppingError.Code] = [
                .certificate: .tls, .certificateDates: .tls, .certificateName: .tls, .proxyAuthentication: .proxy,
                .cancelled: .cancelled,
            ]
            #expect(error.code == expected[code])
            #expect(transport.requests.count == 1)
        }
    }

    @Test func untrustedCertificateAdvisesACAFile() async throws {
        let client = try ThreatConnectClient.scripted(ScriptedTransport(.failure(TransportError(.certificate, "x"))))
        let error = try await #require(throws: RunStoppingError.self) { _ = try await client.owners() }
        #expect(error.advice.contains("ca_file"))
    }

    @Test func cancelledTaskSendsNothing() async throws {
        let transport = ScriptedTransport(.success(.hit))
        let client = try ThreatConnectClient.scripted(transport)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await client.indicator(.evilHost, owner: nil, members: [])
        }
        let error = await #expect(throws: RunStoppingError.self) { _ = try await task.value }
        #expect(error?.code == .cancelled)
        #expect(transport.requests.isEmpty)
    }

    @Test func cancellationEndsAWait() async throws {
        let transport = ScriptedTransport(.success(APIResponse(status: 503)))
        var environment = VirtualTime().environment
        environment.sleep = { _ in throw CancellationError() }
        let client = ThreatConnectClient(
            settings: try .example(),
            transport: transport,
            environment: environment,
            logger: silent
        )
        let error = await #expect(throws: RunStoppingError.self) {
            _ = try await client.indicator(.evilHost, owner: nil, members: [])
        }
        #expect(error?.code == .cancelled)
    }

    @Test(arguments: ["", ".", ".."])
    func valueThatWouldAddressAnotherResourceIsNotSent(value: String) async throws {
        let transport = ScriptedTransport(.success(.hit))
        let answer = try await ThreatConnectClient.scripted(transport)
            .indicator(Observable(kind: .mutex, canonical: value), owner: nil, members: [])
        #expect(throws: LookupFailure.self) { try answer.get() }
        #expect(transport.requests.isEmpty)
    }
}
