"""`fitflow cache`: list, explain, clear and limit the cache."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

from fitflow.cli.options import Json
from fitflow.cli.verbs import Documents, Verb
from fitflow.errors import InputError
from fitflow.system.durations import parse_duration
from fitflow.system.json_text import to_json

if TYPE_CHECKING:
    from fitflow.reuse.listing import CachedResult, CacheListing

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
    from fitflow.reuse.listing import listing

    document = listing()
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
    from fitflow.reuse.listing import explanation

    matches = [record for record in library.records() if record.key.startswith(key)]
    if len(matches) != 1:
        raise InputError(
            f"{len(matches) or 'no'} cached results have keys that start with {key!r}; see: fitflow cache ls"
        )
    document = explanation(matches[0])
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
    from fitflow.reuse.listing import CachedResult, CacheListing

    return {
        "cache": (LimitDocument,),
        "cache ls": (CacheListing,),
        "cache explain": (CachedResult,),
        "cache clear": (ClearedDocument,),
    }


VERBS = (Verb("cache", app, 2),)
