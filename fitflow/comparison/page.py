"""A comparison as one HTML file: no network, light and dark, for mouse, keyboard and screen reader."""

from __future__ import annotations

from datetime import UTC, datetime

from fitflow import __version__
from fitflow.comparison.chart import chart
from fitflow.comparison.document import ComparedRun, Document
from fitflow.comparison.tables import tables
from fitflow.comparison.text import diffs


def page(document: Document) -> str:
    """Render the whole file; everything that runs recorded is escaped.

    Jinja escapes every value by itself, and the template reads as HTML.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("fitflow.comparison", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    lines = {run["run_id"]: _line(run) for run in document["runs"]}
    ours = all(run["fitflow"] for run in document["runs"])
    charts = [chart(name, curves, list(lines.values()), ours) for name, curves in document["curves"].items()]
    template = environment.get_template("page.html.jinja")
    return template.render(
        runs=document["runs"],
        groups=document["groups"],
        notes=document["notes"],
        tables=tables(document),
        diffs=diffs(document),
        charts=[drawn for drawn in charts if drawn is not None],
        made=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        version=__version__,
    )


def _line(run: ComparedRun) -> dict[str, str]:
    """Name and style of a run's line in charts; its group sets colour and dashes."""
    seed = f", seed {run['seed']}" if run["seed"] is not None else ""
    ending = "" if run["status"] == "FINISHED" else f", {run['status']}"
    place = 0
    for letter in run["group"]:
        place = place * 26 + ord(letter) - ord("A") + 1
    name = f"{run['group']}{seed}, {run['run_id'][:8]}{ending}"
    return {"run": run["run_id"], "name": name, "style": f"c{(place - 1) % 6} d{(place - 1) // 6 % 4}"}
