"""`fitflow predict`: classes, probabilities or numbers for images and rows; imports neither Prefect nor a flow."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fitflow.cli.options import Json, Verbose
from fitflow.cli.session import json_errors, quietly
from fitflow.cli.verbs import Documents, Verb
from fitflow.errors import InputError
from fitflow.system.json_text import to_json

if TYPE_CHECKING:
    from fitflow.inference.predict import NamedPrediction, PredictDocument, Prediction
    from fitflow.references import ServedModel

BAR_FROM = 100  # images; with fewer a progress bar would not be seen


def predict(
    model: Annotated[str, typer.Argument(help="A run, NAME@champion or models:/NAME/VERSION.")],
    image: Annotated[list[Path] | None, typer.Argument(help="PNG or JPEG files.")] = None,
    resize: Annotated[
        bool, typer.Option("--resize", help="Resize and convert images to the model's input format.")
    ] = False,
    csv: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Rows to predict, with the model's columns by name.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the predictions as CSV.")] = None,
    json_: Json = False,
    verbose: Verbose = False,
) -> None:
    """Predict images or rows with a model."""
    with json_errors(json_):
        _check(image or [], csv, out, resize)
        with quietly(verbose):
            from fitflow import tracking
            from fitflow.inference import predict as prediction

            chosen = tracking.find_model(model)
            rows, notes = _of_rows(chosen, csv) if csv else _of_images(chosen, image or [], resize)
        for note in notes:
            print(f"note: {note}", file=sys.stderr)
        if out is not None:
            _write(out, prediction.as_csv(rows, chosen))
    if json_:
        document: PredictDocument = {
            "model": chosen.uri,
            "run_id": chosen.run_id,
            "class_names": chosen.class_names,
            "notes": notes,
            "predictions": rows,
        }
        print(to_json(document))
    elif out is not None:
        print(f"{len(rows)} predictions in {out}")
    else:
        _print(rows, chosen)


def _check(paths: list[Path], csv: Path | None, out: Path | None, resize: bool) -> None:
    if bool(paths) == bool(csv):
        what = "both images and --csv" if paths else "nothing to predict"
        raise InputError(f"{what}; pass either image files or --csv rows.csv")
    if resize and csv:
        raise InputError("--resize is for images; --csv takes rows as they are")
    if out is not None and (out.is_dir() or not out.absolute().parent.is_dir()):
        raise InputError(f"--out {out} cannot be a file; expected a name in a folder that exists")


def _of_images(model: ServedModel, paths: list[Path], resize: bool) -> tuple[list[NamedPrediction], list[str]]:
    """Predict image files; all are checked before the network is loaded."""
    from rich.console import Console
    from rich.progress import track

    from fitflow import tracking
    from fitflow.inference import images
    from fitflow.inference import predict as prediction

    images.check_takes_images(model)
    done = [images.conversions(path, model, resize) for path in paths]
    network = tracking.load_keras(model)
    found: list[Prediction] = []
    console = Console(stderr=True)
    hidden = not console.is_terminal or len(paths) < BAR_FROM
    for start in track(range(0, len(paths), prediction.CHUNK), "predict", console=console, disable=hidden):
        pixels = images.read(paths[start : start + prediction.CHUNK], model, resize)
        found += prediction.predictions(prediction.outputs(network, pixels), model)
    named: list[NamedPrediction] = [
        {"image": str(path), **row, "conversions": texts} if texts else {"image": str(path), **row}
        for path, row, texts in zip(paths, found, done, strict=True)
    ]
    return named, images.summary(done)


def _of_rows(model: ServedModel, path: Path) -> tuple[list[NamedPrediction], list[str]]:
    """Predict a table's rows, numbered from 1; a row with a missing value may get no prediction."""
    from fitflow import tracking
    from fitflow.inference import predict as prediction
    from fitflow.inference import rows

    table = rows.read(path, model)
    found = iter(prediction.predictions(prediction.outputs(tracking.load_keras(model), table.examples), model))
    each = [next(found) if complete else prediction.nothing(model) for complete in table.complete]
    return [{"row": number, **row} for number, row in enumerate(each, 1)], table.notes


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}; pass another --out") from None


def _print(rows: list[NamedPrediction], model: ServedModel) -> None:
    """Print a table in a terminal, else one line per example."""
    from rich.console import Console
    from rich.table import Table

    lines = [_line(row) for row in rows]
    console = Console(highlight=False)
    if not console.is_terminal:
        for line in lines:
            print("  ".join(line))
        return
    table = Table(box=None, pad_edge=False)
    of_classes = model.task == "classification"
    for column in (next(iter(rows[0])), model.target if not of_classes else "class", *["probability"] * of_classes):
        table.add_column(column)
    for line in lines:
        table.add_row(*line)
    console.print(table)


def _line(row: Mapping[str, Any]) -> list[str]:
    name, predicted, *_ = row.values()
    probability = row.get("probability")
    shown = "-" if predicted is None else predicted if isinstance(predicted, str) else f"{predicted:.6g}"
    return [str(name), shown, *([f"{probability:.4f}"] if probability is not None else [])]


def documents() -> Documents:
    """What the verb prints with --json."""
    from fitflow.inference.predict import PredictDocument

    return {"predict": (PredictDocument,)}


VERBS = (Verb("predict", predict, 1),)
