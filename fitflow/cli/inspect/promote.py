"""`fitflow promote`: judge a run against the champion, and move the alias."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from fitflow.cli.options import Json, Verbose
from fitflow.cli.session import session
from fitflow.cli.verbs import Documents, Verb
from fitflow.errors import InputError, Refused
from fitflow.recipe_io.loading import parse_overrides
from fitflow.system.json_text import to_json

if TYPE_CHECKING:
    from fitflow.promotion.documents import PromotionResult


class Alias(StrEnum):
    """Aliases that a version can be given."""

    champion = "champion"
    challenger = "challenger"


def promote(
    run: Annotated[str, typer.Argument(help="A finished run: id, id prefix, latest:RECIPE or best:RECIPE.")],
    alias: Annotated[Alias, typer.Option("--as", help="Alias to give; a challenger is not judged.")] = Alias.champion,
    force: Annotated[bool, typer.Option("--force", help="Promote whatever the verdict; needs --reason.")] = False,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Reason, recorded in the ledger.")] = "",
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Replace a threshold once: gate.min_difference=0.01."),
    ] = None,
    json_: Json = False,
    verbose: Verbose = False,
) -> None:
    """Judge a run against the current champion on the same test examples; if it passes, it becomes the champion.

    Exit code 1, with the reason, if the verdict is reject or undecided.
    """
    if force and not reason.strip():
        raise InputError('--force needs --reason TEXT, which the ledger keeps; for example: --reason "smaller model"')
    overrides = parse_overrides(set_ or [])
    with session(verbose):
        from fitflow.flows.promote import promote as flow

        result = flow(run, alias.value, reason.strip(), force, overrides)
    if json_:
        print(to_json(result))
    else:
        _print_verdict(result)
    if not result["promoted"]:
        raise Refused(f"{result['name']} version {result['version']}: {result['summary']}")


def _print_verdict(result: PromotionResult) -> None:
    from rich.console import Console
    from rich.table import Table

    from fitflow.promotion.gate_report import MARKS

    console = Console(highlight=False, markup=False)
    verdict = result["summary"] if result["verdict"] != "reject" else "reject"
    console.print(f"{result['name']} version {result['version']}: {verdict}", style="bold", soft_wrap=True)
    checks = result["report"]["checks"] if result["report"] else []
    table = Table(box=None, pad_edge=False)
    for column in ("check", "passed", "details"):
        table.add_column(column, overflow="fold")
    for check in checks:
        table.add_row(check["name"], MARKS[check["outcome"]], check["said"])
    if checks:
        console.print(table)
    if result["promoted"]:
        before = f", previously version {result['before']}" if result["before"] else ""
        console.print(f"models:/{result['name']}@{result['alias']} is version {result['version']}{before}")
        back = f"   or   fitflow rollback {result['name']}" if result["before"] and result["verdict"] else ""
        console.print(f"next: fitflow history {result['name']}{back}")


def documents() -> Documents:
    """What each verb prints with --json."""
    from fitflow.promotion.documents import PromotionResult

    return {"promote": (PromotionResult,)}


VERBS = (Verb("promote", promote, 5),)
