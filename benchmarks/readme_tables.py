"""Writes the measured tables between their markers in README.md, from results/*.json."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.machine import RESULTS
from fitflow import published

README = Path(__file__).parent.parent / "README.md"


def main() -> None:
    """Replace what stands between each pair of markers."""
    README.write_text(rendered(README.read_text()))


def rendered(text: str) -> str:
    """README's text with the tables of today's results."""
    tables: dict[str, Callable[[Any], str]] = {
        "reproduce": reproduce,
        "accuracy": accuracy,
        "overhead": overhead,
        "checkpoints": checkpoints,
    }
    for name, table in tables.items():
        begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
        file = RESULTS / f"{name}.json"
        if file.exists():
            head, rest = text.split(begin)
            text = f"{head}{begin}\n{table(json.loads(file.read_text()))}\n{end}{rest.split(end)[1]}"
    return text


def reproduce(document: dict[str, Any]) -> str:
    """What `fitflow reproduce --json` printed: one row a published figure."""
    made = document["made"]
    facts = f"{made['device']}; " + ", ".join(f"{name} {version}" for name, version in made["versions"].items())
    return f"{published.markdown(document['rows'])}\n\n{facts}; commit {made['commit']}."


def accuracy(rows: dict[str, Any]) -> str:
    """One row a recipe."""
    figures = published.published()
    lines = [
        "| recipe | test accuracy (mean ± sd) | seeds | published | epochs | seconds | precision | data | commit |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, row in rows.items():
        score = f"{row['mean']:.4f} ± {row['sd']:.4f}" if row["n"] > 1 else f"{row['mean']:.4f}"
        cells = [
            f"`{name}`",
            score,
            row["n"],
            figures[name][0].published if name in figures else "",
            row["epochs"],
            f"{row['seconds']:.0f}",
        ]
        lines.append(f"| {' | '.join(map(str, [*cells, row['precision'], row['data'], row['commit']]))} |")
    return "\n".join([*lines, "", behind(next(iter(rows.values())))])


def overhead(document: dict[str, Any]) -> str:
    """One row a kind, and the breakdown."""
    lines = [
        "| whole process, 5 epochs of MNIST | median s | min-max s | ratio | test accuracy | breakdown, s |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for kind, row in document["rows"].items():
        parts = ", ".join(f"{name} {value:.1f}" for name, value in row["breakdown"].items())
        lines.append(
            f"| {kind} | {row['median']:.1f} | {row['min']:.1f}-{row['max']:.1f} | {row['ratio']:.2f} "
            f"| {row['test_accuracy']:.4f} | {parts} |"
        )
    return "\n".join(
        [*lines, "", f"n = {document['n']} each, in turn. {behind(document)} Commit {document['commit']}."]
    )


def checkpoints(document: dict[str, Any]) -> str:
    """One row a training."""
    lines = [
        "| training | a checkpoint at least every | checkpoints | MB each | ms each | of training time |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in document["rows"]:
        lines.append(
            f"| `{row['recipe']}`, {row['epochs']} epochs, {row['training_seconds']:.0f} s "
            f"| {row['checkpoint_seconds']:.0f} s | {row['count']} | {row['megabytes']:.1f} "
            f"| {row['milliseconds']:.0f} | {row['share']:.2%} |"
        )
    return "\n".join([*lines, "", f"{behind(document)} Commit {document['commit']}."])


def behind(facts: dict[str, Any]) -> str:
    """Machine and versions as one sentence."""
    names = ("python", "tensorflow", "keras", "prefect", "mlflow")
    versions = ", ".join(f"{name} {facts['versions'][name]}" for name in names)
    return f"{facts['machine']}; {versions}."


if __name__ == "__main__":
    main()
