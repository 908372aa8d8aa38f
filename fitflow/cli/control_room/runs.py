"""`fitflow logs` and `fitflow cancel`: print a run's log, and stop a run."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Annotated, Any, TypedDict

import typer

from fitflow.cli.options import Json
from fitflow.cli.verbs import Documents, Verb
from fitflow.errors import InputError, RunFailed
from fitflow.system.json_text import to_json

FOLLOW_SECONDS = 1.0
LEVELS = {10: "DEBUG", 20: "INFO", 30: "WARNING", 40: "ERROR", 50: "CRITICAL"}
Run = Annotated[str, typer.Argument(help="An MLflow run (id, latest, latest:RECIPE), or a flow run's id or name.")]


class LogLine(TypedDict):
    """One line of a run's log.

    Attributes:
        time: when, in ISO 8601, in this machine's time zone.
        level: DEBUG, INFO, WARNING, ERROR or CRITICAL.
        message: the text.
    """

    time: str
    level: str
    message: str


class CancelledRun(TypedDict):
    """A run that was asked to stop.

    Attributes:
        run_id: the MLflow run's id; null if there is none.
        flow_run_id: the id of Prefect's flow run; null if there is none.
        name: the run's name.
        state: how it ended, as Prefect names it: Cancelled where it was stopped; a sentence where it has not ended yet.
    """

    run_id: str | None
    flow_run_id: str | None
    name: str
    state: str


def logs(
    run: Run,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Follow the log until the run ends.")] = False,
    json_: Json = False,
) -> None:
    """Print a run's log from Prefect."""
    from fitflow.orchestration.server import flow_runs
    from fitflow.orchestration.server.local_server import api, current_url

    if follow and json_:
        raise InputError("--json prints one document and cannot be combined with --follow; leave out one of them")
    with api() as server:
        if server is not None:
            server.wait()
        url = current_url()
        target = flow_runs.find(url, run)
        if target.flow_run_id is None:
            raise InputError(f"{target.name} was not made by a flow run and has no log in Prefect")
        if json_:
            print(to_json([_plain(line) for line in flow_runs.log_lines(url, target.flow_run_id)]))
        else:
            _print_lines(url, target.flow_run_id, follow)


def cancel(
    run: Run,
    json_: Json = False,
) -> None:
    """Stop a run on any machine after its current batch and a checkpoint, and wait until it has ended."""
    from fitflow.orchestration.server import flow_runs
    from fitflow.orchestration.server.local_server import configured_url

    url = configured_url()
    target = flow_runs.find(url, run)
    end = flow_runs.cancel(url, target)
    if json_:
        document: CancelledRun = {
            "run_id": target.run_id,
            "flow_run_id": target.flow_run_id,
            "name": target.name,
            "state": end,
        }
        print(to_json(document))
    else:
        hint = f"; to resume it: fitflow resume {target.run_id[:8]}" if target.run_id and end == "Cancelled" else ""
        print(f"{target.name}: {end}{hint}")
    if end not in ("Cancelled", flow_runs.STOPPING):
        raise RunFailed(f"{target.name} ended as {end} before it could be cancelled")


def _print_lines(url: str, flow_run_id: str, follow: bool) -> None:
    from fitflow.orchestration.server import flow_runs

    shown = 0
    while True:
        ended = not follow or flow_runs.state_of(url, flow_run_id)["type"] in flow_runs.FINAL
        lines = flow_runs.log_lines(url, flow_run_id, shown)
        shown += len(lines)
        for line in lines:
            row = _plain(line)
            print(f"{row['time'][11:19]}  {row['level']:<7}  {row['message']}", flush=True)
        if ended:
            return
        time.sleep(FOLLOW_SECONDS)


def _plain(line: dict[str, Any]) -> LogLine:
    local = datetime.fromisoformat(line["timestamp"]).astimezone()
    level = LEVELS.get(int(line["level"]), str(line["level"]))
    return {"time": local.isoformat(timespec="milliseconds"), "level": level, "message": line["message"]}


def documents() -> Documents:
    """What each verb prints with --json."""
    return {"logs": (list[LogLine],), "cancel": (CancelledRun,)}


VERBS = (
    Verb("logs", logs, 5),
    Verb("cancel", cancel, 6),
)
