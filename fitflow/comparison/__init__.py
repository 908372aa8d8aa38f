"""Comparison of runs: their differences, their results, and whether these differ by more than chance.

`document.compare` makes one plain document; `tables` lays it out for the terminal, Markdown and HTML alike.
"""
