"""`fitflow compare`: runs side by side."""

from __future__ import annotations

import os
import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fitflow.cli.options import Json
from fitflow.cli.verbs import Documents, Verb
from fitflow.errors import InputError
from fitflow.system.json_text import to_json

if TYPE_CHECKING:
    from fitflow.comparison.document import Document
    from fitflow.tracking import Run


def compare(
    runs: Annotated[
        list[str] | None,
        typer.Argument(metavar="RUN...", help="2 to 200 runs: ids, id prefixes, latest, latest:RECIPE or best:RECIPE."),
    ] = None,
    recipe: Annotated[str, typer.Option(metavar="NAME", help="Compare this recipe's newest runs.")] = "",
    last: Annotated[int | None, typer.Option(metavar="N", min=2, help="Number of newest runs (default 5).")] = None,
    sort: Annotated[str, typer.Option(metavar="METRIC", help="Sort by this metric, best first, and test it.")] = "",
    pool_code: Annotated[
        bool, typer.Option("--pool-code", help="Group seeds even if fitflow's code changed between them.")
    ] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown, for a pull request.")] = False,
    json_: Json = False,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write one HTML file that works offline.")] = None,
    open_: Annotated[bool, typer.Option("--open", help="Open MLflow's compare page on these runs.")] = False,
) -> None:
    """Compare runs: differences in recipe, data, code and machine, results, and whether they differ by chance.

    Runs that differ only in the seed form a group, with mean and standard deviation; each group is compared with the
    first one, A.
    """
    if markdown and json_:
        raise InputError("--markdown and --json both write to stdout; choose one")
    from fitflow.comparison import choosing
    from fitflow.comparison.document import compare as compared

    chosen = choosing.chosen(runs or [], recipe, last)
    address = _compare_page(chosen) if open_ else None
    document = compared(chosen, sort, pool_code)
    if html is not None:
        _write(html, document)
    _print(document, markdown, json_, quiet=html is not None or open_)
    if address is not None:
        _open(address)


def _print(document: Document, markdown: bool, json_: bool, quiet: bool) -> None:
    from fitflow.comparison import text

    if json_:
        print(to_json(document))
    elif markdown:
        print(text.markdown(document), end="")
    elif not quiet:
        from rich.console import Console

        text.show(document, Console(highlight=False))


def _write(path: Path, document: Document) -> None:
    from fitflow.comparison.page import page

    try:
        path.write_text(page(document), encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}; name a file in a folder that exists") from None
    print(f"written to {path}", file=sys.stderr)


def _compare_page(runs: list[Run]) -> str:
    from fitflow import tracking

    return tracking.compare_url(runs)


def _open(address: str) -> None:
    print(address, file=sys.stderr)
    if sys.platform == "darwin" or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))):
        webbrowser.open(address)


def documents() -> Documents:
    """What the verb prints with --json."""
    from fitflow.comparison.document import Document

    return {"compare": (Document,)}


VERBS = (Verb("compare", compare, 3),)
