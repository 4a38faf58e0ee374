import Testing
@Test func placeholderObservables() { #expect(Bool(true)) }
