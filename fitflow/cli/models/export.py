"""`fitflow export`: a model as SavedModel, ONNX or LiteRT, compared with the original."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fitflow.cli.options import Json, Verbose
from fitflow.cli.session import json_errors, quietly
from fitflow.cli.verbs import Documents, Verb
from fitflow.errors import InputError
from fitflow.system.json_text import to_json

if TYPE_CHECKING:
    from fitflow.inference.export import ExportDocument


class Format(StrEnum):
    """Export formats."""

    saved_model = "saved_model"
    onnx = "onnx"
    litert = "litert"


def export(
    model: Annotated[str, typer.Argument(help="A run, NAME@champion or models:/NAME/VERSION.")],
    format_: Annotated[Format, typer.Option("--format", help="Format to export to.")],
    out: Annotated[Path | None, typer.Option(metavar="PATH", help="File to write, or folder for saved_model.")] = None,
    max_difference: Annotated[
        float | None, typer.Option(metavar="X", help="Largest allowed difference of an output from the model's.")
    ] = None,
    data_dir: Annotated[Path | None, typer.Option(metavar="DIR", help="Look for the test examples only here.")] = None,
    json_: Json = False,
    verbose: Verbose = False,
) -> None:
    """Export a model, load the export and compare both on real test examples."""
    with json_errors(json_), quietly(verbose):
        if max_difference is not None and not max_difference >= 0:
            raise InputError(f"--max-difference {max_difference} must be 0 or more")
        report = _export(model, format_, out, max_difference, data_dir)
    if json_:
        print(to_json(report))
    else:
        _print(report)


def _export(name: str, format_: Format, out: Path | None, limit: float | None, data_dir: Path | None) -> ExportDocument:
    from fitflow import tracking
    from fitflow.inference import compatibility, export_formats
    from fitflow.inference import export as exporting
    from fitflow.steps import load
    from fitflow.store import entries

    model = tracking.find_model(name)
    config, place = compatibility.own_dataset(model)
    recipe = tracking.get_run(model.run_id)["recipe"]
    target = out or Path(f"{recipe}-{model.run_id[:8]}{export_formats.FORMATS[format_.value].suffix}")
    exporting.check_target(target, format_.value)
    export_formats.check_available(format_.value)
    chosen = data_dir or (Path(place) if place else None)
    dataset = load.run(config, chosen)
    compatibility.check_fits(model, dataset)
    examples, labels = (array[: exporting.NUM_EXAMPLES] for array in entries.open_split(dataset.path, "test"))
    is_class = dataset.task == "classification"
    report = exporting.export(model, format_.value, target, examples, labels if is_class else None, limit)
    return {"model": model.uri, "run_id": model.run_id, "dataset": dataset.name, **report}


def _print(report: ExportDocument) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    table = Table(title=f"{report['format']}, {report['num_examples']} test examples", show_header=False)
    table.title_justify = "left"
    table.add_row("largest difference", f"{report['max_difference']:.3g} (allowed {report['max_allowed']:g})")
    if "accuracy_difference" in report and "same_class" in report:
        table.add_row("accuracy, export - model", f"{report['accuracy_difference']:+.4f}")
        table.add_row("same class", f"{report['same_class']:.2%}")
    table.add_row("one example, median", f"{report['export_ms']:.2f} ms (model: {report['model_ms']:.2f} ms)")
    table.add_row("size", f"{report['export_bytes']:,} bytes (model: {report['model_bytes']:,})")
    console.print(table)
    console.print(f"written to {report['path']}", soft_wrap=True)


def documents() -> Documents:
    """What the verb prints with --json."""
    from fitflow.inference.export import ExportDocument

    return {"export": (ExportDocument,)}


VERBS = (Verb("export", export, 3),)
