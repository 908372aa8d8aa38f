"""Benchmarks of speed and accuracy; each writes JSON to results/, which docs/results.md shows."""
