import PipelineFile
import Tabular

/// The renderers of a run's outputs, and the form their tails take.
struct RendererSet {
    let renderers: [any ChunkRenderer]
    /// One per renderer, in the same order.
    let formats: [any TailFormat]
    let rejected: RejectedRenderer

    init(specification: PipelineSpecification, plan: ColumnPlan, layout: InputLayout, inputs: [String]) {
        var renderers: [any ChunkRenderer] = []
        var formats: [any TailFormat] = []
        let names = plan.columns.map(\.name)
        for item in specification.output {
            let output = renderers.count
            switch item {
            case .enriched(let settings) where layout.format == .jsonl:
                renderers.append(EnrichedJSONRenderer(output: output, settings: settings, input: layout, names: names))
                formats.append(JSONTailFormat(columns: settings.columns))
            case .enriched(let settings):
                let renderer = EnrichedDelimitedRenderer(
                    output: output,
                    settings: settings,
                    input: layout,
                    names: names
                )
                let dialect = DelimitedDialect(layout: layout, neutralizesFormulas: settings.neutralize)
                renderers.append(renderer)
                formats.append(DelimitedTailFormat(columns: settings.columns, dialect: dialect))
            case .matches:
                let renderer = MatchesRenderer(output: output, names: names, inputNames: inputs)
                renderers.append(renderer)
                formats.append(renderer.tailFormat)
            case .rejected:
                break
            }
        }
        self.renderers = renderers
        self.formats = formats
        rejected = RejectedRenderer(inputNames: inputs)
    }
}
