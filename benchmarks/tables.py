"""Writes the measured tables between their markers in docs/results.md, from results/*.json."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.machine import RESULTS
from benchmarks.recipe_results import score
from fitflow.reporting import published

PAGE = Path(__file__).parent.parent / "docs" / "results.md"
ACCURACY = (
    *("recipe", "metric", "mean ± sd", "n", "published", "epochs"),
    *("seconds", "load", "device", "precision", "data", "commit"),
)


def main() -> None:
    """Replace what stands between each pair of markers."""
    PAGE.write_text(rendered(PAGE.read_text()))


def rendered(text: str) -> str:
    """The page's text with the tables of today's results."""
    tables: dict[str, Callable[[Any], str]] = {
        "reproduce": reproduce,
        "accuracy": accuracy,
        "overhead": overhead,
        "checkpoints": checkpoints,
        "normalization": normalization,
    }
    for name, table in tables.items():
        text = _between(text, name, table(_document(name)))
    return _between(
        text, "speed", speed({name: _document(name) for name in ("cache", "compare", "control_room", "schedule")})
    )


def _document(name: str) -> dict[str, Any]:
    return json.loads((RESULTS / f"{name}.json").read_text())


def _between(text: str, name: str, table: str) -> str:
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    head, rest = text.split(begin)
    return f"{head}{begin}\n{table}\n{end}{rest.split(end)[1]}"


def reproduce(document: dict[str, Any]) -> str:
    """What `fitflow reproduce --json` printed: one row a published figure."""
    made = document["made"]
    facts = f"{made['device']}; " + ", ".join(f"{name} {version}" for name, version in made["versions"].items())
    return f"{published.markdown(document['rows'])}\n\n{facts}; commit {made['commit']}."


def accuracy(rows: dict[str, Any]) -> str:
    """One row a recipe."""
    lines = [
        f"| {' | '.join(ACCURACY)} |",
        f"| {' | '.join('---' for _ in ACCURACY)} |",
    ]
    for name, row in rows.items():
        cells = [
            f"`{name}`",
            row["metric"],
            score(row),
            row["n"],
            _published(name, row["metric"]),
            row["epochs"] or "",
            f"{row['seconds']:.0f}",
            row.get("load", ""),
            row["machine"],
            row["precision"] or "",
        ]
        lines.append(f"| {' | '.join(map(str, [*cells, row['data'], row['commit']]))} |")
    made = dict.fromkeys(versions(row) for row in rows.values())
    return "\n".join([*lines, "", f"Measured with {'; and with '.join(made)}."])


def _published(recipe: str, metric: str) -> str:
    """The first figure that is published for a recipe's metric."""
    figures = published.published().get(recipe, ())
    return next((figure.published for figure in figures if figure.metric == metric), "")


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


def normalization(document: dict[str, Any]) -> str:
    """One row a kernel."""
    lines = ["| batch normalisation | images/s, median | min-max |", "| --- | --- | --- |"]
    for name, row in document["images_per_second"].items():
        lines.append(f"| {name} | {row['median']:,} | {row['min']:,}-{row['max']:,} |")
    end = f"Ratio {document['ratio']:.2f}, n = {document['n']} each, in turn, {document['precision']}."
    return "\n".join([*lines, "", f"{end} {behind(document)} Commit {document['commit']}."])


def speed(documents: dict[str, dict[str, Any]]) -> str:
    """One row a command, from several benchmarks."""
    cache, compare, room = documents["cache"], documents["compare"], documents["control_room"]
    schedule = documents["schedule"]["seconds"]
    timed = [
        ("`fitflow run mnist-dense`, nothing changed since the last", cache["second run"], cache["n"]),
        ("`fitflow plan mnist-dense`", cache["plan"], cache["n"]),
        *(
            (f"`{name}`, {compare['runs']:,} runs in the store", row, compare["n"])
            for name, row in compare["rows"].items()
        ),
        ("`fitflow up`, after the first time", room["up_seconds"], room["up_seconds"]["n"]),
        ("`fitflow status`", room["status_seconds"], room["status_seconds"]["n"]),
        ("a schedule's time to its first training step", schedule["total"], documents["schedule"]["n"]),
    ]
    rows = [f"| {what} | {row['median']:.2f} | {row['min']:.2f}-{row['max']:.2f} | {n} |" for what, row, n in timed]
    parts = ", ".join(f"{name} {seconds['median']:.1f}" for name, seconds in schedule.items() if name != "total")
    made = ", ".join(f"{name} {document.get('facts', document)['commit']}" for name, document in documents.items())
    return "\n".join(
        [
            "| whole command | median s | min-max s | n |",
            "| --- | --- | --- | --- |",
            *rows,
            "",
            f"Files are hashed at {cache['hashing']['gigabytes_per_second']:.1f} GB/s. The control room, idle, takes "
            f"{room['idle_cpu_percent']:.1f} % of a core and {room['memory_mb']} MB. A scheduled run's 95th "
            f"percentile is {schedule['total']['p95']:.2f} s; its parts, median: {parts}. {behind(cache)} Commits: "
            f"{made}.",
        ]
    )


def behind(facts: dict[str, Any]) -> str:
    """Machine and versions as one sentence."""
    return f"{facts['machine']}; {versions(facts)}."


def versions(facts: dict[str, Any]) -> str:
    """The versions that count."""
    names = ("python", "tensorflow", "keras", "prefect", "mlflow")
    return ", ".join(f"{name} {facts['versions'][name]}" for name in names)


if __name__ == "__main__":
    main()
