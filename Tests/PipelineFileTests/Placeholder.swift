import Testing
@Test func placeholderPipelineFile() { #expect(Bool(true)) }
