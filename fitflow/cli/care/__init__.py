"""Verbs of the help's panel "Care"."""

PANEL = "Care"
PLACE = 5
