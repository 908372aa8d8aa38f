"""A recipe's steps as a graph in text, Mermaid or SVG, showing which would run now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TypedDict

from fitflow import step_table
from fitflow.config import Experiment
from fitflow.planning.plan import Planned

WIDTH, HEIGHT, GAP = 150, 56, 46
COLOURS = {True: "#fde8c8", False: "#d9efd9"}  # would run, cached


class GraphDocument(TypedDict):
    """The steps of a recipe as a graph.

    Attributes:
        steps: the names of the steps, in their order.
        edges: pairs of names: the first step gives the second one its input.
        runs: by the step's name whether it would run now; empty if the data is not here.
    """

    steps: list[str]
    edges: list[tuple[str, str]]
    runs: dict[str, bool]


def document(recipe: Experiment, planned: Sequence[Planned]) -> GraphDocument:
    """The graph as plain values."""
    return {
        "steps": list(graph(recipe)),
        "edges": [(before, name) for name, inputs in graph(recipe).items() for before in inputs],
        "runs": {one.step: one.runs for one in planned},
    }


def graph(recipe: Experiment) -> Mapping[str, Sequence[str]]:
    """Map each step to the steps that produce its inputs."""
    return {row.name: row.inputs for row in step_table.steps_of(recipe)}


def labels(recipe: Experiment) -> dict[str, str]:
    """Map each step to a short label of what it works on."""
    return {row.name: row.label(recipe) for row in step_table.steps_of(recipe)}


def text(recipe: Experiment, planned: Sequence[Planned]) -> str:
    """One line per step: name, label, inputs, and whether it would run."""
    words, statuses = labels(recipe), _statuses(planned)
    lines: list[str] = []
    for name, before in graph(recipe).items():
        start = f"{name:<9} {words[name]:<28} " + (f"<- {', '.join(before)}" if before else "")
        lines.append(f"{start:<60} {statuses.get(name, '')}".rstrip())
    return "\n".join(lines)


def mermaid(recipe: Experiment, planned: Sequence[Planned]) -> str:
    """The graph in Mermaid, which Markdown pages show as a figure."""
    words, statuses = labels(recipe), _statuses(planned)
    lines = ["graph LR"]
    for name in graph(recipe):
        lines.append(f'  {name}["{name}<br/>{words[name]}{f"<br/>{statuses[name]}" if name in statuses else ""}"]')
    lines += [f"  {before} --> {name}" for name, inputs in graph(recipe).items() for before in inputs]
    for one in planned:
        lines.append(f"  style {one.step} fill:{COLOURS[one.runs]}")
    return "\n".join(lines)


def svg(recipe: Experiment, planned: Sequence[Planned]) -> str:
    """The graph as a figure; edges that pass a step bend around it."""
    names, words, statuses = list(graph(recipe)), labels(recipe), _statuses(planned)
    runs = {one.step: one.runs for one in planned}
    width = len(names) * (WIDTH + GAP) + GAP
    height = HEIGHT + 4 * GAP
    top = 2 * GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="sans-serif" '
        'font-size="13" text-anchor="middle">',
        '<defs><marker id="end" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto">'
        '<path d="M0,0 L8,4 L0,8 z" fill="#555"/></marker></defs>',
    ]
    places = {name: GAP + index * (WIDTH + GAP) for index, name in enumerate(names)}
    for name, inputs in graph(recipe).items():
        for before in inputs:
            parts.append(_edge(places[before], places[name], top, names.index(name) - names.index(before)))
    for name in names:
        fill = COLOURS.get(runs[name], "#eee") if name in runs else "#eee"
        parts.append(_box(places[name], top, fill, [name, words[name], statuses.get(name, "")]))
    return "\n".join([*parts, "</svg>"])


def _statuses(planned: Sequence[Planned]) -> dict[str, str]:
    return {one.step: "would run" if one.runs else "cached" for one in planned}


def _edge(start: int, end: int, top: int, steps: int) -> str:
    middle = top + HEIGHT // 2
    if steps == 1:
        path = f"M{start + WIDTH},{middle} L{end},{middle}"
    else:
        left, right, bend = start + WIDTH // 2, end + WIDTH // 2, top - GAP * (steps - 1)
        path = f"M{left},{top} C{left},{bend} {right},{bend} {right},{top}"
    return f'<path d="{path}" fill="none" stroke="#555" marker-end="url(#end)"/>'


def _box(left: int, top: int, fill: str, lines: Sequence[str]) -> str:
    middle = left + WIDTH // 2
    rows: list[str] = []
    for place, line in enumerate(lines):
        weight = "bold" if place == 0 else "normal"
        height = top + 18 + 15 * place
        rows.append(f'<text x="{middle}" y="{height}" font-weight="{weight}">{escape(line)}</text>')
    box = f'<rect x="{left}" y="{top}" width="{WIDTH}" height="{HEIGHT}" rx="6" fill="{fill}" stroke="#555"/>'
    return "\n".join([box, *rows])
