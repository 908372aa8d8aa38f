"""Runs beside one another: what differs in them, how their results differ, and whether that is more than chance.

`document.compare` makes one plain document; `tables` lays it out, and the terminal, Markdown and HTML show the same.
"""
