"""Verbs of the help's panel "Inspect and compare"."""

PANEL = "Inspect and compare"
PLACE = 2
