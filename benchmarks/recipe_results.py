"""Writes the measured result into each recipe's docstring, the paragraph "Result: ...", from results/accuracy.json."""

from __future__ import annotations

import re
import textwrap
from typing import Any

from benchmarks.accuracy import rows
from fitflow import discovery

PARAGRAPH = re.compile(r'^Result: .*?(?=\n\n|\n?""")', re.M | re.S)
WIDTH = 120


def main() -> None:
    """Replace the paragraph in every recipe's file."""
    recorded = rows()
    for entry in discovery.available("recipes"):
        path = discovery.source("recipes", entry)
        row = recorded.get(discovery.dashed("recipes", entry))
        path.write_text(PARAGRAPH.sub(lambda _, row=row: result(row), path.read_text(), count=1))


def result(row: dict[str, Any] | None) -> str:
    """A row as the paragraph of a docstring."""
    if row is None:
        return "Result: not measured yet; make accuracy measures it."
    device = row["machine"] + (f", {row['precision']}" if row["precision"] else "")
    text = (
        f"Result: {row['metric']} {score(row)} (n = {row['n']}), {row['seconds']:.0f} s on {device}; "
        f"data: {row['data']}; commit {row['commit']}."
    )
    return textwrap.fill(text, WIDTH, break_on_hyphens=False, break_long_words=False)


def score(row: dict[str, Any]) -> str:
    """Mean ± sample standard deviation; the mean alone where there is one value."""
    mean = significant(row["mean"], 4)
    return f"{mean} ± {significant(row['sd'], 2)}" if row["n"] > 1 else mean


def significant(value: float, digits: int) -> str:
    """A number with so many significant digits; one of thousands in full."""
    if value == 0:
        return "0"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:#.{digits}g}".rstrip(".")


if __name__ == "__main__":
    main()
