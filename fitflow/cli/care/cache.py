"""`fitflow cache`: list, explain, clear and limit the cache."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

import typer

from fitflow.cli.options import Json
from fitflow.cli.verbs import Documents, Verb
from fitflow.errors import InputError
from fitflow.system.durations import parse_duration
from fitflow.system.json_text import to_json

if TYPE_CHECKING:
    from fitflow.reuse.results import Record

WIDTH = 160  # of lines if stdout is not a terminal
app = typer.Typer(help="List, explain, clear and limit the cache of data and results, shared by all projects.")


class Removal(TypedDict):
    """Removed cache entries.

    Attributes:
        removed: the number of entries that were removed.
        bytes: their size, in bytes.
    """

    removed: int
    bytes: int


class LimitDocument(Removal):
    """The cache's new limit, and what had to go for it.

    Attributes:
        limit: the limit, in bytes; null for none.
    """

    limit: int | None


class ClearedDocument(Removal):
    """What was cleared, and what was not.

    Attributes:
        left: the number of entries that are kept: in use or recently used.
    """

    left: int


class CacheEntry(TypedDict):
    """One entry of the cache.

    Attributes:
        kind: what it holds: datasets, prepared rows, trained networks, predictions, or the result of a step alone.
        key: its cache key, a SHA-256 (hex).
        step: the step that made it; null if no step points to it.
        recipe: the recipe's name; null if no step points to it.
        run_id: the id of the MLflow run that made it, empty if it was made outside one; null if no step points
            to it.
        seconds: how long the step took, in seconds; null if no step points to it.
        bytes: its size, in bytes.
        used: when it was used last, in seconds since 1970 (UTC).
    """

    kind: str
    key: str
    step: str | None
    recipe: str | None
    run_id: str | None
    seconds: float | None
    bytes: int
    used: float


class CacheListing(TypedDict):
    """The contents of the cache.

    Attributes:
        entries: the entries, those used last first.
        bytes: their size, in bytes.
        limit: the limit, in bytes; null for none.
        left_alone: the folders of the cache that another version of fitflow wrote.
    """

    entries: list[CacheEntry]
    bytes: int
    limit: int | None
    left_alone: list[str]


class MadeBy(TypedDict):
    """Who made a result.

    Attributes:
        run_id: the MLflow run's id; empty if it was made outside one.
        flow_run_id: the id of Prefect's flow run.
        tracking_uri: the MLflow store.
        recipe: the recipe's name.
        at: when, in seconds since 1970 (UTC).
        seconds: how long the step took, in seconds.
    """

    run_id: str
    flow_run_id: str
    tracking_uri: str
    recipe: str
    at: float
    seconds: float


class CachedResult(TypedDict):
    """The kept result of a step.

    Attributes:
        format: the number of the record's format.
        key: the SHA-256 (hex) of what decides the step.
        step: the step's name.
        parts: what decides the step: recipe, inputs, code, libraries and machine, each by name.
        result: the reference that the step gave: paths into the store, digests and facts, other ones for each step.
        made: who made it.
        whole: whether everything that it points to is as it was written.
        wrong: what is not; null if all is.
    """

    format: int
    key: str
    step: str
    parts: dict[str, dict[str, Any]]
    result: dict[str, Any]
    made: MadeBy
    whole: bool
    wrong: str | None


@app.callback(invoke_without_command=True)
def cache(
    context: typer.Context,
    limit: Annotated[
        str | None, typer.Option(metavar="SIZE", help="Set the size limit, such as 20G; none removes it.")
    ] = None,
    json_: Json = False,
) -> None:
    """List, explain, clear and limit the cache. Removes least recently used entries first, and none in use."""
    from fitflow.reuse import size_limit

    if limit is not None:
        size_limit.set_limit(size_limit.parse_size(limit))
        gone = size_limit.enforce()
        found: LimitDocument = {
            "limit": size_limit.get_limit(),
            "removed": len(gone),
            "bytes": sum(item.bytes for item in gone),
        }
        shown = "none" if found["limit"] is None else _size(found["limit"])
        print(to_json(found) if json_ else f"limit {shown}; {_removed(found)}")
    elif context.invoked_subcommand is None:
        raise InputError("fitflow cache needs ls, explain KEY, clear or --limit SIZE; see: fitflow cache --help")


@app.command("ls")
def ls(json_: Json = False) -> None:
    """List cached entries, most recently used first."""
    from fitflow.reuse import size_limit

    rows = _rows()
    document: CacheListing = {
        "entries": rows,
        "bytes": sum(row["bytes"] for row in rows),
        "limit": size_limit.get_limit(),
        "left_alone": size_limit.others(),
    }
    if json_:
        print(to_json(document))
    else:
        _print_rows(document)


@app.command("explain")
def explain(
    key: Annotated[str, typer.Argument(help="A key or key prefix, as shown by fitflow cache ls.")],
    json_: Json = False,
) -> None:
    """Show what a cached result's key depends on, which run made it, and whether it is intact."""
    from fitflow.reuse import results as library
    from fitflow.store import entries

    matches = [record for record in library.records() if record.key.startswith(key)]
    if len(matches) != 1:
        raise InputError(
            f"{len(matches) or 'no'} cached results have keys that start with {key!r}; see: fitflow cache ls"
        )
    record = matches[0]
    folder = record.folder()
    wrong = entries.fault(folder) if folder else None
    document: Any = record.model_dump(mode="json") | {"whole": wrong is None, "wrong": wrong}
    if json_:
        print(to_json(document))
    else:
        _print_record(document)


@app.command("clear")
def clear(
    older_than: Annotated[
        str | None, typer.Option(metavar="AGE", help="Only entries unused for this long: 30d, 12h, 2w.")
    ] = None,
    json_: Json = False,
) -> None:
    """Remove cached entries that are not in use; later runs make them again when needed."""
    from fitflow.reuse import size_limit

    gone = size_limit.clear(parse_duration(older_than).total_seconds() if older_than else 0.0)
    found: ClearedDocument = {
        "removed": len(gone),
        "bytes": sum(item.bytes for item in gone),
        "left": len(size_limit.items()),
    }
    left = f"; {found['left']} kept: in use or recently used" if found["left"] else ""
    print(to_json(found) if json_ else f"{_removed(found)}{left}")


def _rows() -> list[CacheEntry]:
    """One row per folder of the store, with the step and run that refer to it, and one per step without a folder."""
    from fitflow.reuse import results as library
    from fitflow.reuse import size_limit

    records = list(library.records())
    pointing = {record.folder(): record for record in records if record.folder()}
    rows: list[CacheEntry] = []
    for item in size_limit.items():
        record = pointing.get(item.path)
        rows.append(_row(record, item.kind, item.key, item.bytes, item.used))
    for record in records:
        if record.folder() is None:
            rows.append(_row(record, "steps", record.key, 0, record.made.at))
    return sorted(rows, key=lambda row: -row["used"])


def _row(record: Record | None, kind: str, key: str, size: int, used: float) -> CacheEntry:
    return {
        "kind": kind,
        "key": record.key if record else key,
        "step": record.step if record else None,
        "recipe": record.made.recipe if record else None,
        "run_id": record.made.run_id if record else None,
        "seconds": record.made.seconds if record else None,
        "bytes": size,
        "used": used,
    }


def _print_rows(document: CacheListing) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH)
    table = Table(box=None, pad_edge=False)
    for column in ("key", "kind", "size", "used", "step", "recipe", "took"):
        table.add_column(column)
    for row in document["entries"]:
        used = datetime.fromtimestamp(row["used"]).strftime("%Y-%m-%d %H:%M")
        took = "" if row["seconds"] is None else f"{row['seconds']:.1f} s"
        table.add_row(row["key"][:12], row["kind"], _size(row["bytes"]), used, row["step"], row["recipe"], took)
    console.print(table)
    limit = "no limit" if document["limit"] is None else f"limit {_size(document['limit'])}"
    console.print(f"{_size(document['bytes'])} in {len(document['entries'])} entries, {limit}")
    for name in document["left_alone"]:
        console.print(f"ignored: {name}, written by another version of fitflow")


def _print_record(document: CachedResult) -> None:
    made = document["made"]
    when = datetime.fromtimestamp(made["at"]).strftime("%Y-%m-%d %H:%M")
    print(
        f"{document['step']}, made {when} in {made['seconds']:.1f} s for {made['recipe']}, run {made['run_id'] or '-'}"
    )
    print("intact" if document["whole"] else f"damaged: {document['wrong']}")
    for section, values in document["parts"].items():
        print(section)
        for name, value in values.items():
            print(f"  {name}  {value}")


def _removed(found: Removal) -> str:
    return f"{found['removed']} entries removed, {_size(found['bytes'])}"


def _size(count: int) -> str:
    for unit, size in (("GB", 2**30), ("MB", 2**20), ("kB", 2**10)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} B"


def documents() -> Documents:
    """What each verb prints with --json."""
    return {
        "cache": (LimitDocument,),
        "cache ls": (CacheListing,),
        "cache explain": (CachedResult,),
        "cache clear": (ClearedDocument,),
    }


VERBS = (Verb("cache", app, 2),)
