"""Measurements of speed and accuracy; each writes JSON to results/, from which README's tables are made."""
