"""Verbs of the help's panel "Maintenance"."""

PANEL = "Maintenance"
PLACE = 5
