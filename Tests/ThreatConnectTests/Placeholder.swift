import Testing
@Test func placeholderThreatConnect() { #expect(Bool(true)) }
