"""Verbs of the help's panel "Train"."""

PANEL = "Train"
PLACE = 1
