"""`fitflow champion`, `rollback` and `history`: a registered model's champion and its history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, TypedDict

import typer

from fitflow.cli.options import Json
from fitflow.cli.verbs import Documents, Verb
from fitflow.errors import InputError, Refused
from fitflow.promotion.ledger import Line
from fitflow.system.json_text import to_json

Name = Annotated[str, typer.Argument(metavar="NAME", help="A registered model, such as mnist.")]

MOVES = ("promoted", "rolled back", "found")


class ChampionDocument(TypedDict):
    """The champion of a registered model.

    Attributes:
        name: the registered model's name.
        version: the version, a whole number as text.
        uri: the address that MLflow's loaders take: models:/NAME@champion.
        run_id: the id of the MLflow run that made the version.
        recipe: the recipe's name.
        metrics: the run's test metrics by their names.
        since: since when, in ISO 8601 (UTC); null if the ledger does not say.
        by: the user and host that made it the champion; null if the ledger does not say.
    """

    name: str
    version: str
    uri: str
    run_id: str
    recipe: str
    metrics: dict[str, float]
    since: str | None
    by: str | None


class RollbackDocument(TypedDict):
    """A rollback.

    Attributes:
        name: the registered model's name.
        version: the version that is the champion now, a whole number as text.
        before: the version that was the champion before the rollback.
        run_id: the id of the MLflow run that made the version that is the champion now.
        line: the number of the ledger's line.
    """

    name: str
    version: str | None
    before: str | None
    run_id: str | None
    line: int


class History(TypedDict):
    """Who promoted, refused or took back which version.

    Attributes:
        name: the registered model's name.
        lines: the lines of the ledger, oldest first.
        test_reads: by the SHA-256 (hex) of a test split how often it has been read for this registered model.
        problems: what is wrong with the ledger; with --verify with the reports too; one line each.
    """

    name: str
    lines: list[Annotated[dict[str, Any], Line]]
    test_reads: dict[str, int]
    problems: list[str]


def champion(name: Name, json_: Json = False) -> None:
    """Show which version is the champion, since when, and its test metrics."""
    from fitflow import tracking
    from fitflow.promotion import aliases
    from fitflow.tracking import registry

    moves = [line for line in aliases.read(name).lines if line.alias == registry.CHAMPION and line.event in MOVES]
    version = registry.aliased(name, registry.CHAMPION)
    if version is None:
        raise InputError(f"{name} has no champion yet; try: fitflow promote latest")
    run = tracking.get_run(version.run_id)
    since = next((line for line in reversed(moves) if line.new == version.version), None)
    document: ChampionDocument = {
        "name": name,
        "version": version.version,
        "uri": f"models:/{name}@{registry.CHAMPION}",
        "run_id": version.run_id,
        "recipe": run["recipe"],
        "metrics": {key: value for key, value in run["metrics"].items() if key.startswith("test_")},
        "since": since.time if since else None,
        "by": since.who if since else None,
    }
    print(to_json(document)) if json_ else _print_document(f"champion of {name}", document)


def rollback(
    name: Name,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Reason, recorded in the ledger.")] = "",
    json_: Json = False,
) -> None:
    """Make the previous champion the champion again, if it still makes the same predictions."""
    from fitflow.promotion import aliases

    line = aliases.rollback(name, reason.strip())
    document: RollbackDocument = {
        "name": name,
        "version": line.new,
        "before": line.old,
        "run_id": line.run_id,
        "line": line.number,
    }
    print(to_json(document)) if json_ else _print_document(f"{name} rolled back", document)


def history(
    name: Name,
    verify: Annotated[bool, typer.Option("--verify", help="Check the ledger; exit code 1 if it was changed.")] = False,
    json_: Json = False,
) -> None:
    """Show who promoted, refused or rolled back which version, when and why."""
    from fitflow import tracking
    from fitflow.promotion import aliases, ledger_audit

    found = aliases.read(name)
    problems = found.problems + (ledger_audit.changed_reports(found.lines) if verify else [])
    document: History = {
        "name": name,
        "lines": [line.model_dump() for line in found.lines],
        "test_reads": dict(tracking.test_reads(name)),
        "problems": problems,
    }
    print(to_json(document)) if json_ else _print_history(document)
    if verify and problems:
        raise Refused("; ".join(problems))
    if verify and not json_:
        print(f"{len(found.lines)} lines and their reports are unchanged; the registry agrees")


def _print_document(title: str, document: Mapping[str, Any]) -> None:
    from rich.console import Console

    from fitflow.dotted import flat

    console = Console(highlight=False, markup=False)
    console.print(title, style="bold")
    for name, value in flat(document):
        console.print(f"  {name:<20}  {value}", soft_wrap=True)


def _print_history(document: History) -> None:
    """Print the lines, but not intents: the next line states the outcome of each."""
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, markup=False)
    table = Table(box=None, pad_edge=False)
    for column in ("line", "when", "who", "what", "from", "to", "verdict", "report", "reason"):
        table.add_column(column, overflow="fold")
    for line in document["lines"]:
        if line["event"] != "intent":
            table.add_row(*_cells(line))
    console.print(table if document["lines"] else f"nothing was promoted or refused yet for {document['name']}")
    for digest, reads in document["test_reads"].items():
        console.print(f"test split {digest[:12]} was read {reads} times for {document['name']}")
    for problem in document["problems"]:
        console.print(f"warning: {problem}", style="red", soft_wrap=True)


def _cells(line: dict[str, Any]) -> tuple[str, ...]:
    when = datetime.fromisoformat(line["time"]).astimezone().strftime("%m-%d %H:%M")
    what = line["event"] + ("" if line["alias"] == "champion" else f" {line['alias']}")
    verdict = f"{line['verdict'] or ''}{', forced' if line['forced'] else ''}"
    digest = (line["report"] or "")[:8]
    return (
        str(line["number"]),
        when,
        line["who"],
        what,
        line["old"] or "",
        line["new"] or "",
        verdict,
        digest,
        line["reason"],
    )


def documents() -> Documents:
    """What each verb prints with --json."""
    return {"champion": (ChampionDocument,), "rollback": (RollbackDocument,), "history": (History,)}


VERBS = (Verb("champion", champion, 6), Verb("rollback", rollback, 7), Verb("history", history, 8))
