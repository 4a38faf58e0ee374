import Testing
@Test func placeholderTabular() { #expect(Bool(true)) }
