"""A comparison as text: rich tables for a terminal, Markdown for a pull request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fitflow.comparison.document import Document
from fitflow.comparison.tables import Cell, Table, tables
from fitflow.system.markdown import table as markdown_table

SIGNS = re.compile(r"[\\`*\[\]<>|#~]|\b_|_\b")  # an underscore within a word needs no escape

if TYPE_CHECKING:
    from rich.console import Console


def show(document: Document, console: Console) -> None:
    """Print a comparison in a terminal."""
    from rich import box
    from rich.markup import escape
    from rich.table import Table as RichTable

    for table in tables(document):
        drawn = RichTable(title=table.caption, title_justify="left", box=box.SIMPLE, caption_justify="left")
        for name in table.head:
            drawn.add_column(escape(name), overflow="fold")
        for row in table.rows:
            drawn.add_row(*(f"[bold]{escape(cell.text)} *[/]" if cell.best else escape(cell.text) for cell in row))
        console.print(drawn)
        if table.remark:
            console.print(f"  {table.remark}\n", style="dim", soft_wrap=True)
    for title, text in diffs(document):
        console.print(f"{title}\n{text}\n", markup=False, soft_wrap=True)
    for note in document["notes"]:
        console.print(f"note: {note}", markup=False, soft_wrap=True)


def markdown(document: Document) -> str:
    """A comparison in GitHub's Markdown."""
    parts = ["# Comparison of runs"]
    for table in tables(document):
        parts += [f"## {_escaped(table.caption)}", _table(table), *([table.remark] if table.remark else [])]
    for title, text in diffs(document):
        parts += [f"## {_escaped(title)}", "\n".join(f"    {line}" for line in text.splitlines())]
    if document["notes"]:
        parts += ["## Notes", "\n".join(f"- {_escaped(note)}" for note in document["notes"])]
    return "\n\n".join(parts) + "\n"


def diffs(document: Document) -> list[tuple[str, str]]:
    """Title and text of each git diff between commits."""
    return [
        (
            f"git diff --stat {diff['from'][:12]} {diff['to'][:12]} (A to {', '.join(diff['groups'])})",
            diff["stat"] or diff["error"],
        )
        for diff in document["code"]["diffs"]
    ]


def _table(table: Table) -> str:
    return markdown_table([*map(_escaped, table.head)], [[*map(_cell, row)] for row in table.rows])


def _cell(cell: Cell) -> str:
    text = _escaped(cell.text)
    return f"**{text}** \\*" if cell.best else text


def _escaped(text: str) -> str:
    """Escape text for Markdown: a run may have recorded anything."""
    return " ".join(SIGNS.sub(r"\\\g<0>", text).split())
