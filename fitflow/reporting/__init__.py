"""Reports of a run: figures, Markdown tables, the model card, the result document."""
