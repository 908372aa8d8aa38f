"""What people read after a run: figures, tables in Markdown, the model card, the result document."""
