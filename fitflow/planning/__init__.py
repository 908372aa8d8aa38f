"""Which steps a run would execute, and why; the graph of the steps."""
