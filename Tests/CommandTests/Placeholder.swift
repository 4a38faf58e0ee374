import Testing
@Test func placeholderCommand() { #expect(Bool(true)) }
