package let placeholderPipeline = 0
