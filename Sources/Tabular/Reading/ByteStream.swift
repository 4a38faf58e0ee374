/// Bytes that are made while they are read: pages of an API, values from a command line. Read once, by one task.
package final class ByteStream: Sendable, Hashable {
    package let name: String
    private let produce: @Sendable () async throws -> [UInt8]?

    /// - Parameter produce: The next bytes, nil at the end. An error ends the input.
    package init(name: String, produce: @escaping @Sendable () async throws -> [UInt8]?) {
        self.name = name
        self.produce = produce
    }

    nonisolated(nonsending) func next() async throws -> [UInt8]? { try await produce() }

    package static func == (left: ByteStream, right: ByteStream) -> Bool { left === right }
    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
