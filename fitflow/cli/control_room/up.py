"""`fitflow up`, `down`, `status` and `ui`: the control room of this machine."""

from __future__ import annotations

import os
import sys
import webbrowser
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, cast

import typer

from fitflow.cli.options import Json
from fitflow.cli.verbs import Documents, Verb
from fitflow.errors import InputError
from fitflow.processes import services
from fitflow.system.json_text import to_json

if TYPE_CHECKING:
    from fitflow.control_room.start import DownDocument, UpDocument
    from fitflow.control_room.status import Overview

PLAIN_WIDTH = 200  # without a terminal, a row stays one line
Port = Annotated[int | None, typer.Option(min=1, max=65535, help="Prefect's port (default 4200).")]
MlflowPort = Annotated[int | None, typer.Option(min=1, max=65535, help="MLflow's port (default 5000).")]
Slots = Annotated[int | None, typer.Option(min=1, help="Trainings at a time per device (initially 1).")]


class Page(StrEnum):
    """UIs that can be opened in a browser."""

    prefect = "prefect"
    mlflow = "mlflow"


def up(
    port: Port = None,
    mlflow_port: MlflowPort = None,
    slots: Slots = None,
    install: Annotated[
        bool, typer.Option("--install", help="Also write a systemd user unit, to start after a reboot.")
    ] = False,
    json_: Json = False,
) -> None:
    """Start a Prefect server, an MLflow server and a worker on this machine, and leave them running."""
    from fitflow.control_room.start import Wanted
    from fitflow.control_room.start import up as start
    from fitflow.processes import systemd

    plan = start(Wanted(port, mlflow_port, slots))
    outdated = systemd.is_outdated()
    unit = systemd.install() if install or outdated else None
    if json_:
        document = cast("UpDocument", plan.facts | {part.name: part.url for part in plan.parts})
        print(to_json(document))
        return
    print(f"Prefect  {plan.facts['api'].removesuffix('/api')}")
    print(f"MLflow   {plan.facts['mlflow']}")
    print(f"worker   {next(part.url for part in plan.parts if part.name == 'worker')}")
    if unit and outdated:
        print(
            f"wrote    {unit}, replacing an older one; run: systemctl --user daemon-reload",
            file=sys.stderr,
        )
    elif unit:
        print(f"wrote    {unit}; to start it at boot: {systemd.HOW}", file=sys.stderr)


def down(json_: Json = False) -> None:
    """Stop what `fitflow up` started; running trainings write a checkpoint and can be resumed."""
    from fitflow.control_room.start import down as stop
    from fitflow.control_room.start import stop_runs

    runs = stop_runs()
    stopped = stop()
    if json_:
        document: DownDocument = {"stopped": stopped, "runs": runs}
        print(to_json(document))
        return
    for run in runs:
        print(f"run {run['run_id'][:8]} of {run['recipe']} stopped; to resume it: fitflow resume {run['run_id'][:8]}")
    print(f"stopped: {', '.join(stopped)}" if stopped else "nothing was running")


def status(json_: Json = False) -> None:
    """Show what is up, running and queued."""
    from fitflow.control_room.status import overview

    document = overview()
    if json_:
        print(to_json(document))
    else:
        _print(document)


def ui(page: Annotated[Page, typer.Argument(help="UI to open.")] = Page.prefect) -> None:
    """Open Prefect's or MLflow's UI in the browser; prints its URL."""
    plan = services.living()
    if plan is None:
        raise InputError("the control room is down; start it: fitflow up")
    url = plan.facts["mlflow"] if page is Page.mlflow else plan.facts["api"].removesuffix("/api")
    print(url)
    if sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(url)


def _print(document: Overview) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    console.width = console.width if console.is_terminal else PLAIN_WIDTH
    table = Table(box=None, pad_edge=False)
    for column in ("name", "state", "since", "details"):
        table.add_column(column, overflow="fold")
    for row in _rows(document):
        table.add_row(*row)
    if table.row_count:
        console.print(table)
    if not document["up"]:
        console.print("the control room is down; start it: fitflow up")
    if document["error"]:
        console.print(document["error"], soft_wrap=True, markup=False)


def _rows(document: Overview) -> list[tuple[str, str, str, str]]:
    rows = [(part["name"], part["state"], "", part["url"]) for part in document["parts"]]
    for slot in document["slots"]:
        rows.append((slot["device"], f"{slot['taken']} of {slot['slots']} taken", "", "trainings at a time"))
    for run in document["running"]:
        state = f"waiting for {run['waits_for']}" if run["waits_for"] else run["state"]
        rows.append((run["name"], state, _ago(run["seconds"]), f"run {(run['run_id'] or '-')[:8]}"))
    for run in document["queued"]:
        rows.append((run["name"], f"queued: {run['state']}", "", run["message"] or run["expected"] or ""))
    return rows


def _ago(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def documents() -> Documents:
    """What each verb prints with --json."""
    from fitflow.control_room.start import DownDocument, UpDocument
    from fitflow.control_room.status import Overview

    return {"up": (UpDocument,), "down": (DownDocument,), "status": (Overview,)}


VERBS = (
    Verb("up", up, 1),
    Verb("down", down, 2),
    Verb("status", status, 3),
    Verb("ui", ui, 4),
)
