"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

StepFrom = Annotated[
    str | None,
    typer.Option("--from", metavar="STEP", help="Run this step and later ones again; earlier ones must be cached."),
]
StepUntil = Annotated[str | None, typer.Option("--until", metavar="STEP", help="Stop after this step.")]
Refresh = Annotated[
    list[str] | None, typer.Option(metavar="STEP", help="Run this step again even if cached; may be repeated.")
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Run every step, and cache nothing.")]
Paranoid = Annotated[
    bool, typer.Option("--paranoid", help="Read every byte of data and cache, even of files that look unchanged.")
]

RecipeName = Annotated[str, typer.Argument(help="A recipe's name (see: fitflow list) or a path to your own .py file.")]
Overrides = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Override a field, such as training.epochs=2."),
]
Seed = Annotated[int | None, typer.Option(help="Replace the recipe's seed.")]
DataDir = Annotated[Path | None, typer.Option(metavar="DIR", help="Look for the data only here.")]
MovedDataDir = Annotated[Path | None, typer.Option(metavar="DIR", help="Where the data is now, if it has moved.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, all else on stderr.")]
Verbose = Annotated[bool, typer.Option("--verbose", help="Show the output of TensorFlow, Prefect and MLflow.")]


def absolute(data_dir: Path | None) -> str | None:
    """The folder of --data-dir as an absolute path, for a flow that may run elsewhere."""
    return str(data_dir.resolve()) if data_dir else None
