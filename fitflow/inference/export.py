"""Exports a model to another format, loads the export, compares both, and keeps the export only if they agree."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, NotRequired, TypedDict

import numpy as np

from fitflow import tracking
from fitflow.arrays import Array
from fitflow.errors import InputError, RunFailed
from fitflow.inference import export_formats, latency
from fitflow.inference.export_formats import Format, Predict
from fitflow.references import ServedModel
from fitflow.system.files import size
from fitflow.training import runtime

NUM_EXAMPLES = 256  # the first of the test split, the same for every export


class ExportComparison(TypedDict):
    """A model and its export on the same test examples.

    Attributes:
        num_examples: the number of test examples.
        max_difference: the largest difference of any output: of a probability; for numbers as a share of the largest.
        accuracy_difference: the export's accuracy less the model's, as a share; classes only.
        same_class: the share of examples for which both predict the same class; classes only.
        model_ms: the model's median time for one example, in milliseconds.
        export_ms: the export's median time for one example, in milliseconds.
    """

    num_examples: int
    max_difference: float
    accuracy_difference: NotRequired[float]
    same_class: NotRequired[float]
    model_ms: float
    export_ms: float


class ExportReport(ExportComparison):
    """An export that was written and compared with its model.

    Attributes:
        path: the file, or the folder of a saved_model.
        format: what was written.
        max_allowed: the largest difference that was allowed.
        model_bytes: the size of the model's file, in bytes.
        export_bytes: the size of the export, in bytes.
    """

    path: str
    format: Format
    max_allowed: float
    model_bytes: int
    export_bytes: int


class ExportDocument(ExportReport):
    """An export, and what was exported.

    Attributes:
        model: the address that MLflow's loaders take: models:/m-<id>.
        run_id: the id of the MLflow run that made the model.
        dataset: the name of the dataset whose test examples were used.
    """

    model: str
    run_id: str
    dataset: str


def check_target(target: Path, format_: Format) -> None:
    """Refuse a target that cannot be written, before anything is loaded.

    Raises:
        InputError: it exists, has the wrong suffix, or its folder does not exist.
    """
    suffix = export_formats.FORMATS[format_].suffix
    if target.exists():
        raise InputError(f"{target} exists; remove it, or pass another --out")
    if not target.absolute().parent.is_dir():
        raise InputError(f"{target.absolute().parent} is not a folder; pass another --out")
    if suffix and target.suffix != suffix:
        raise InputError(f"--out {target} must end in {suffix} for format {format_}")


def export(
    model: ServedModel, format_: Format, target: Path, examples: Array, labels: Array | None, limit: float | None
) -> ExportReport:
    """Export a model and compare it with the original.

    Args:
        model: the model to export.
        format_: the format to export to.
        target: the file, or the folder of a saved_model; created only on success.
        examples: raw, at least one.
        labels: int64 classes; None for numbers.
        limit: largest allowed difference of an output; None for `export_formats.bound`.

    Returns:
        the result of `compare`, with the limit, the sizes in bytes and the path.

    Raises:
        InputError: the format cannot express the model.
        RunFailed: the difference is above the limit.
    """
    network = tracking.load_keras(model)
    allowed = export_formats.bound(network, format_) if limit is None else limit
    with tempfile.TemporaryDirectory(prefix=".new-", dir=target.absolute().parent) as folder:
        made = Path(folder) / target.name
        export_formats.write(network, format_, made)
        found = compare(network, export_formats.load(format_, made), examples, labels)
        if not found["max_difference"] <= allowed:
            raise RunFailed(
                f"the {format_} export differs from {model.name} by up to {found['max_difference']:.3g}, more than "
                f"{allowed:g}; nothing was kept; allow more with --max-difference"
            )
        model_bytes, export_bytes = size(Path(model.folder) / "data" / "model.keras"), size(made)
        made.rename(target)
    return {
        "path": str(target),
        "format": format_,
        "max_allowed": allowed,
        **found,
        "model_bytes": model_bytes,
        "export_bytes": export_bytes,
    }


def compare(network: Any, exported: Predict, examples: Array, labels: Array | None) -> ExportComparison:
    """Compare a model and its export on the same examples.

    Args:
        network: the model, from raw examples to predictions.
        exported: from `export_formats.load`.
        examples: raw, at least one.
        labels: int64 classes; None for numbers.

    Returns:
        num_examples; max_difference of any output, for numbers relative to the largest; for classes
        accuracy_difference (export minus model) and same_class (fraction of examples); model_ms and export_ms, medians
        for one example.
    """
    ours = np.asarray(network.predict(examples, verbose=0), np.float64)
    with runtime.stderr_silenced():
        theirs = np.asarray(exported(examples), np.float64)
    if ours.shape != theirs.shape:
        raise RunFailed(f"the export returns shape {theirs.shape}, the model {ours.shape}; nothing was kept")
    apart = float(np.nan_to_num(np.abs(ours - theirs), nan=np.inf).max())
    model_ms, export_ms = latency.medians([network.predict_on_batch, exported], examples[:1])
    found: ExportComparison = {
        "num_examples": len(examples),
        "max_difference": apart,
        "model_ms": round(model_ms, 3),
        "export_ms": round(export_ms, 3),
    }
    if labels is None:
        found["max_difference"] = apart / max(1.0, float(np.abs(ours).max()))
    else:
        mine, its = ours.argmax(-1), theirs.argmax(-1)
        found["accuracy_difference"] = float((its == labels).mean() - (mine == labels).mean())
        found["same_class"] = float((mine == its).mean())
    return found
