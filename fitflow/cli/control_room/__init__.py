"""Verbs of the help's panel "Control room"."""

PANEL = "Control room"
PLACE = 4
