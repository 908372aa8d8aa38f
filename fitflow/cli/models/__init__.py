"""Verbs of the help's panel "Use a model"."""

PANEL = "Use a model"
PLACE = 3
