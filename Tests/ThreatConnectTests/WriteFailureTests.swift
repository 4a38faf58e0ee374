import Observables
import Testing
import ThreatConnect

/// Which writes are tried again, and after which failures it is open whether they were done.
struct WriteFailureTests {
    private static let draft = AttributeDraft(type: "Description", value: "x")
    private static let done = APIResponse.json(
        201,
        #"{"status":"Success","data":{"attribute":{"id":1,"type":"Description","value":"x"}}}"#
    )

    private func add(_ answers: Result<APIResponse, TransportError>...) async throws -> (WriteFailure?, Int) {
        let transport = ScriptedTransport(sequence: answers)
        let answer = try await ThreatConnectClient.scripted(transport)
            .addAttribute(Self.draft, to: .evilHost, owner: "Acme Intel")
        return (answer.failure, transport.requests.count)
    }

    private func report(_ answers: Result<APIResponse, TransportError>...) async throws -> (WriteFailure?, Int) {
        let transport = ScriptedTransport(sequence: answers)
        let answer = try await ThreatConnectClient.scripted(transport)
            .reportFalsePositive(of: .evilHost, owner: "Acme Intel")
        return (answer.failure, transport.requests.count)
    }

    @Test(arguments: [
        TransportError.Code.timeout, .connectionLost, .unreachable, .tls, .malformed, .tooLarge, .other,
    ])
    func attributeIsNotRepeatedWhenItMayHaveArrived(code: TransportError.Code) async throws {
        let (failure, requests) = try await add(.failure(TransportError(code, "x")), .success(Self.done))
        #expect(requests == 1)
        #expect(failure?.outcomeUnknown == true)
        #expect(failure?.attempts == 1 && failure?.status == nil)
    }

    @Test(arguments: [TransportError.Code.nameResolution, .connectionRefused, .proxy])
    func attributeIsRepeatedWhenItCannotHaveArrived(code: TransportError.Code) async throws {
        let (failure, requests) = try await add(.failure(TransportError(code, "x")), .success(Self.done))
        #expect(failure == nil && requests == 2)
        let (last, attempts) = try await add(.failure(TransportError(code, "x")))
        #expect(attempts == 5)
        #expect(last?.outcomeUnknown == false && last?.code == .connection)
    }

    @Test(arguments: [429, 503])
    func attributeIsRepeatedWhenTheServerIsBusy(status: Int) async throws {
        let (failure, requests) = try await add(.success(APIResponse(status: status)), .success(Self.done))
        #expect(failure == nil && requests == 2)
        let (last, _) = try await add(.success(APIResponse(status: status)))
        #expect(last?.code == .unavailable && last?.outcomeUnknown == false && last?.status == status)
    }

    @Test(arguments: [500, 502, 504, 408])
    func otherServerErrorsLeaveItOpen(status: Int) async throws {
        let (failure, requests) = try await add(.success(.html(status)), .success(Self.done))
        #expect(requests == 1)
        #expect(failure?.code == .unavailable && failure?.outcomeUnknown == true)
    }

    @Test(arguments: [
        APIResponse.html(200), .json(201, "{\"status\":\"Succ"), .json(201, #"{"status":"Success"}"#),
        .json(201, #"{"status":"Success","data":{"attribute":{"type":"Description"}}}"#),
    ])
    func unreadableSuccessLeavesItOpen(answer: APIResponse) async throws {
        let (failure, requests) = try await add(.success(answer), .success(Self.done))
        #expect(requests == 1)
        #expect(failure?.code == .badResponse && failure?.outcomeUnknown == true)
    }

    @Test func falsePositiveMayBeRepeated() async throws {
        let ok = APIResponse.json(200, #"{"status":"Success","data":{"falsePositive":{"count":1}}}"#)
        let (failure, requests) = try await report(
            .failure(TransportError(.timeout, "x")),
            .success(.html(502)),
            .success(ok)
        )
        #expect(failure == nil && requests == 3)
        let (last, attempts) = try await report(.failure(TransportError(.timeout, "x")), .success(.html(503)))
        #expect(attempts == 5)
        #expect(last?.code == .unavailable && last?.outcomeUnknown == true)
    }

    /// Attributes that come with an indicator would come twice.
    @Test func onlyAnIndicatorWithoutAttributesIsRepeated() async throws {
        for (attributes, attempts) in [([], 5), ([Self.draft], 1)] {
            let transport = ScriptedTransport(.failure(TransportError(.timeout, "x")))
            var draft = IndicatorDraft(.evilHost)
            draft.attributes = attributes
            let answer = try await ThreatConnectClient.scripted(transport).createIndicator(draft, owner: nil)
            #expect(answer.failure?.outcomeUnknown == true)
            #expect(transport.requests.count == attempts)
        }
    }

    @Test func deletionThatWasDoneByALostAttemptIsSuccess() async throws {
        let gone = APIResponse.json(404, #"{"status":"Error","message":"Not found"}"#)
        let transport = ScriptedTransport(.failure(TransportError(.timeout, "x")), .success(gone))
        let first = try await ThreatConnectClient.scripted(transport).deleteIndicator(id: 7)
        #expect(first.failure == nil)
        let second = try await ThreatConnectClient.scripted(ScriptedTransport(.success(gone))).deleteIndicator(id: 7)
        #expect(second.failure?.code == .notFound)
    }

    @Test(arguments: [
        (APIResponse.failure(400, "This attribute requires a value"), WriteFailure.Code.refused),
        (.failure(404, "The requested attribute type was not found"), .refused),
        (.failure(404, "The requested resource was not found"), .notFound),
        (.failure(403, "This indicator is contained on a system-wide exclusion list."), .excluded),
        (.failure(200, "Something"), .badResponse),
        (.html(404), .badResponse),
        (.html(403), .refused),
        (APIResponse(status: 302), .badResponse),
    ])
    func clearRefusalIsNotOpen(answer: APIResponse, code: WriteFailure.Code) async throws {
        let (failure, requests) = try await add(.success(answer))
        #expect(failure?.code == code)
        #expect(failure?.outcomeUnknown == false && failure?.status == answer.status)
        #expect(requests == 1 && failure?.detail.isEmpty == false)
    }

    @Test(arguments: [
        (
            APIResponse.failure(401, "The requested attribute was not created - access was denied"),
            RunStoppingError.Code.permission
        ),
        (.failure(400, "The requested attribute was not created - access was denied"), .permission),
        (.failure(403, "No"), .permission),
        (.failure(401, "You do not have permission"), .permission),
        (.failure(401, "Access Denied"), .authentication),
        (.failure(401, "Signature data did not match expected result"), .authentication),
        (.failure(403, "The requested owner was not found"), .unknownOwner),
    ])
    func whatConcernsEveryWriteStops(answer: APIResponse, code: RunStoppingError.Code) async throws {
        let error = try await #require(throws: RunStoppingError.self) { _ = try await add(.success(answer)) }
        #expect(error.code == code)
        if code == .permission { #expect(error.advice.contains("may write") && error.advice.contains("Acme Intel")) }
    }

    @Test func exchangeKeepsAFailuresAnswer() async throws {
        let answer = APIResponse.failure(401, "Access Denied", headers: [HeaderField("X-Trace", "1")])
        let action = APIAction.reportFalsePositive(IndicatorType(.host), "evil.example", owner: nil)
        let exchange = await (try ThreatConnectClient.scripted(ScriptedTransport(.success(answer)))).send(action)
        guard case .stopped(let error) = exchange.outcome else {
            Issue.record("not stopped")
            return
        }
        #expect(error.code == .authentication)
        #expect(exchange.response?.status == 401 && exchange.response?.reason == "Unauthorized")
        #expect(exchange.response?.header("x-trace") == "1")
        #expect(exchange.body?.description == #"{"status":"Failure","message":"Access Denied"}"#)
    }
}

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}

extension WriteFailureTests {
    @Test func answerWithoutSuccessLeavesTheOutcomeOpen() async throws {
        let (failure, requests) = try await add(.success(.json(200, #"{"status":"Pending"}"#)))
        #expect(requests == 1)
        #expect(failure?.code == .badResponse && failure?.outcomeUnknown == true)
    }
}
