"""Options that several verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

StepFrom = Annotated[
    str | None, typer.Option("--from", metavar="STEP", help="Do this step and those after it again, and none before.")
]
StepUntil = Annotated[str | None, typer.Option("--until", metavar="STEP", help="End after this step.")]
Refresh = Annotated[
    list[str] | None, typer.Option(metavar="STEP", help="Do a step again though it is done already; several times.")
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Do every step again, and keep nothing for later runs.")]
Paranoid = Annotated[
    bool, typer.Option("--paranoid", help="Read every byte of data and cache, also of files that look untouched.")
]

RecipeName = Annotated[str, typer.Argument(help="A recipe's name (see: fitflow list) or a path to your own .py file.")]
Overrides = Annotated[
    list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Replace a field, such as training.epochs=2.")
]
Seed = Annotated[int | None, typer.Option(help="Replace the recipe's seed.")]
DataDir = Annotated[Path | None, typer.Option(metavar="DIR", help="Look for the data here and nowhere else.")]
