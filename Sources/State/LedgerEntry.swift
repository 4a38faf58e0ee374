/// The write-back of one run: what the ledger's entries belong to.
package struct WriteBackRecord: Sendable, Hashable {
    /// The run's id.
    package var run: String
    /// The pipeline's name.
    package var pipeline: String
    /// Of the rules: a changed rule begins a new write-back.
    package var fingerprint: String
    /// The instance's address, so that nothing is undone somewhere else.
    package var instance: String
    /// What was read: another input begins a new write-back.
    package var input: String
    /// Seconds since 1970. Templates with the run's date use it, also when a later run continues.
    package var startedAt: Int
    /// Seconds since 1970; nil while it goes on, and after a kill until a later run has continued it.
    package var finishedAt: Int?

    package init(
        run: String,
        pipeline: String,
        fingerprint: String,
        instance: String,
        input: String,
        startedAt: Int
    ) {
        self.run = run
        self.pipeline = pipeline
        self.fingerprint = fingerprint
        self.instance = instance
        self.input = input
        self.startedAt = startedAt
    }
}

/// One write: recorded before its request is sent, settled after its answer has come.
package struct LedgerEntry: Sendable, Hashable {
    package enum State: String, Sendable, Hashable, CaseIterable {
        /// The request may or may not have reached the server.
        case intended
        case done
        /// The server did not do it.
        case failed
    }

    /// Given by the store.
    package var id: Int64 = 0
    package var run: String
    /// Label of the rule that asked for it.
    package var rule: String
    /// ThreatConnect's type name.
    package var type: String
    /// In canonical form.
    package var value: String
    /// Owner's name; empty for the API user's own organisation.
    package var owner: String
    package var operation: String
    /// JSON: what is written.
    package var payload: String
    /// JSON: what stood there before.
    package var previous: String
    package var state = State.intended
    /// Id of the indicator or attribute that the server made or changed.
    package var remoteID: Int64?
    /// The server's words, for people.
    package var detail: String?
    /// Seconds since 1970.
    package var intendedAt: Int
    package var settledAt: Int?
    package var undoneAt: Int?

    package init(
        run: String,
        rule: String,
        type: String,
        value: String,
        owner: String,
        operation: String,
        payload: String,
        previous: String,
        intendedAt: Int
    ) {
        self.run = run
        self.rule = rule
        self.type = type
        self.value = value
        self.owner = owner
        self.operation = operation
        self.payload = payload
        self.previous = previous
        self.intendedAt = intendedAt
    }
}
