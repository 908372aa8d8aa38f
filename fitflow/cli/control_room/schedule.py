"""`fitflow schedule`: run recipes on a schedule, on a long-running Prefect server."""

from __future__ import annotations

import re
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

import typer

from fitflow.cli.options import DataDir, Json, NoCache, absolute
from fitflow.cli.session import session
from fitflow.cli.verbs import Documents, Verb
from fitflow.errors import InputError
from fitflow.orchestration.schedules.settings import CatchUp, Overlap, Schedule, notices, parse_interval
from fitflow.recipe_io.loading import load_recipe, parse_overrides
from fitflow.reuse.options import Reuse
from fitflow.system.json_text import to_json

if TYPE_CHECKING:
    from fitflow.orchestration.schedules.deployments import Backfill, ScheduleRow, TriggeredRun

PLAIN_WIDTH = 200  # without a terminal, a row stays one line, or one per fire time
NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}"
app = typer.Typer(no_args_is_help=True, help="Run recipes on a schedule: add, list, pause, resume, trigger, backfill.")
Name = Annotated[str, typer.Argument(help="A schedule's name; see: fitflow schedule list.")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Override a field, such as training.epochs=2."),
]


class RemovedSchedule(TypedDict):
    """A schedule that was removed.

    Attributes:
        name: its name.
        removed: true.
    """

    name: str
    removed: bool


@app.command()
def add(
    recipe: Annotated[str, typer.Argument(help="A recipe's name (see: fitflow list) or a path to your own .py file.")],
    cron: Annotated[str | None, typer.Option(help="Cron line, such as '0 2 * * *'.")] = None,
    every: Annotated[str | None, typer.Option(metavar="TIME", help="Interval, such as 90s, 10m, 2h or 1d.")] = None,
    rrule: Annotated[str | None, typer.Option(help="Recurrence rule, such as FREQ=DAILY;BYHOUR=9.")] = None,
    timezone: Annotated[
        str | None, typer.Option(metavar="TZ", help="Time zone, such as Europe/Berlin (default UTC).")
    ] = None,
    set_: Set = None,
    name: Annotated[str | None, typer.Option(help="Schedule name (default: the recipe's name).")] = None,
    overlap: Annotated[Overlap, typer.Option(help="What to do if an earlier run is still running.")] = "skip",
    catch_up: Annotated[CatchUp, typer.Option(help="Which missed runs to run late: none, last or all.")] = "last",
    grace: Annotated[str, typer.Option(metavar="TIME", help="A run that starts later counts as missed.")] = "60s",
    data_dir: DataDir = None,
    notify_command: Annotated[
        str | None, typer.Option(metavar="LINE", help="Notify by a command, with JSON on stdin.")
    ] = None,
    notify_webhook: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Notify by a POST of JSON; for a secret URL: env:NAME or secret:NAME."),
    ] = None,
    notify_block: Annotated[
        str | None, typer.Option(metavar="TYPE/NAME", help="Notify by a Prefect notification block.")
    ] = None,
    notify_on: Annotated[
        str, typer.Option(metavar="EVENTS", help="Comma-separated: failure, crash, success (default failure,crash).")
    ] = "",
    notify_if: Annotated[
        str | None,
        typer.Option(metavar="BOUND", help="Also notify if a metric crosses a bound: 'test_accuracy<0.9'."),
    ] = None,
    no_cache: NoCache = False,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the schedule of this name.")] = False,
    json_: Json = False,
) -> None:
    """Schedule a recipe. It is validated and saved now; later changes to it do not affect the schedule."""
    chosen = load_recipe(recipe, parse_overrides(set_ or []))
    name = name or chosen.name
    if not re.fullmatch(NAME, name):
        raise InputError(f"--name {name!r}: expected letters, digits, dots, dashes and underscores")
    events = [event.strip() for event in notify_on.split(",") if event.strip()]
    schedule = Schedule(
        source=str(Path(recipe).resolve()) if recipe.endswith(".py") else recipe,
        overlap=overlap,
        catch_up=catch_up,
        grace_seconds=parse_interval(grace).total_seconds(),
        notify=notices(events, notify_if, notify_command, notify_webhook, notify_block),
    )
    with _prefect() as deployments:
        from fitflow.flows.scheduled import train

        rule = deployments.parse_rule(cron, every, rrule, timezone)
        folder = absolute(data_dir)
        row: ScheduleRow = deployments.add(
            deployments.Planned(name, chosen, rule, schedule, folder, Reuse(off=no_cache)), train, replace
        )
    _show(row, json_, f"{name}: {row['recipe']}, {row['rule']}, {row['timezone']}; next: {_times(row['next'])}")


@app.command("list")
def list_(json_: Json = False) -> None:
    """List schedules: recipe, rule, next three fire times, last result."""
    with _prefect() as deployments:
        rows: list[ScheduleRow] = deployments.listed()
    if json_:
        print(to_json(rows))
    else:
        _table(rows)


@app.command()
def pause(name: Name, json_: Json = False) -> None:
    """Pause a schedule; a run that is running continues."""
    with _prefect() as deployments:
        row: ScheduleRow = deployments.pause(name)
    _show(row, json_, f"{name}: paused; to resume: fitflow schedule resume {name}")


@app.command()
def resume(name: Name, json_: Json = False) -> None:
    """Resume a paused schedule. Runs missed while paused are skipped; to run them: fitflow schedule backfill."""
    with _prefect() as deployments:
        row: ScheduleRow = deployments.pause(name, paused=False)
    _show(row, json_, f"{name}: next: {_times(row['next'])}")


@app.command()
def remove(name: Name, json_: Json = False) -> None:
    """Remove a schedule. A run that is running continues, and all records stay."""
    with _prefect() as deployments:
        deployments.remove(name)
    document: RemovedSchedule = {"name": name, "removed": True}
    _show(document, json_, f"{name}: removed")


@app.command()
def trigger(name: Name, set_: Set = None, json_: Json = False) -> None:
    """Run a schedule's recipe now; its overlap policy applies."""
    overrides = parse_overrides(set_ or [])
    with _prefect() as deployments:
        row: TriggeredRun = deployments.trigger(name, overrides)
    _show(row, json_, f"{name}: flow run {row['name']} {row['url'] or row['flow_run_id']}")


@app.command()
def backfill(
    name: Name,
    from_: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day or time, such as 2026-11-01.")],
    to: Annotated[str, typer.Option(metavar="DATE", help="The last day or time, included.")],
    at_most: Annotated[int, typer.Option(min=1, metavar="N", help="Maximum number of concurrent runs.")] = 1,
    json_: Json = False,
) -> None:
    """Run a schedule for past dates, in order. A time with a completed run is skipped."""
    start, end = _date(from_, "--from", last=False), _date(to, "--to", last=True)
    with _prefect() as deployments:
        row: Backfill = deployments.backfilled(name, start, end, at_most)
    left = row["times"] - len(row["runs"])
    _show(row, json_, f"{name}: {len(row['runs'])} runs created" + (f", {left} skipped" if left else ""))


@contextmanager
def _prefect() -> Generator[Any]:
    """Yield the module of schedules, if a Prefect API is up that outlives this command.

    Raises:
        InputError: there is no such API.
    """
    from fitflow.orchestration.server.local_server import configured_url

    url = configured_url()
    if url is None:
        raise InputError("schedules need a long-running Prefect server: fitflow up starts one, or set PREFECT_API_URL")
    with session(verbose=False, train=False):
        from fitflow.orchestration.schedules import deployments, entrypoints

        entrypoints.update(url)
        yield deployments


def _date(text: str, option: str, last: bool) -> datetime:
    """Parse a day or a time, with or without its offset from UTC; `last` takes the end of a day."""
    try:
        if len(text) > 10:
            return datetime.fromisoformat(text)
        day = datetime.combine(datetime.fromisoformat(text).date(), time())
    except ValueError:
        raise InputError(f"{option} {text!r} is not a date; expected 2026-11-01 or 2026-11-01T02:00") from None
    return day + timedelta(days=1, microseconds=-1) if last else day


def _show(document: Mapping[str, object], json_: bool, text: str) -> None:
    if json_:
        print(to_json(document))
    else:
        print(text, file=sys.stdout)


def _table(rows: list[ScheduleRow]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    if not rows:
        console.print("no schedules yet; try: fitflow schedule add digits-dense --every 10m")
        return
    console.width = console.width if console.is_terminal else PLAIN_WIDTH
    table = Table(box=None, pad_edge=False)
    for column in ("name", "recipe", "rule", "next", "last"):
        table.add_column(column, overflow="fold")
    for row in rows:
        rule = f"{row['rule']}, {row['timezone']}"
        coming = "paused" if row["paused"] else "\n".join(_times([time]) for time in row["next"])
        ended = row["last"]["time"] if row["last"] else None
        last = f"{row['last']['state']} {_times([ended] if ended else [])}" if row["last"] else ""
        table.add_row(row["name"], row["recipe"], rule, coming, last)
    console.print(table)


def _times(times: list[str]) -> str:
    """Format times with the zone's offset, and seconds only if they are not zero."""
    shown: list[str] = []
    for text in times:
        moment = datetime.fromisoformat(text)
        shown.append(moment.strftime("%Y-%m-%d %H:%M" + (":%S" if moment.second else "") + " %z"))
    return ", ".join(shown) or "never"


def documents() -> Documents:
    """What each verb prints with --json."""
    from fitflow.orchestration.schedules.deployments import Backfill, ScheduleRow, TriggeredRun

    return {
        "schedule add": (ScheduleRow,),
        "schedule list": (list[ScheduleRow],),
        "schedule pause": (ScheduleRow,),
        "schedule resume": (ScheduleRow,),
        "schedule remove": (RemovedSchedule,),
        "schedule trigger": (TriggeredRun,),
        "schedule backfill": (Backfill,),
    }


VERBS = (Verb("schedule", app, 7),)
