"""Verbs of the help's panel "Look and judge"."""

PANEL = "Look and judge"
PLACE = 2
