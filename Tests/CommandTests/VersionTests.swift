import Testing

@Test func placeholderUntilCommandTests() { #expect(Bool(true)) }
