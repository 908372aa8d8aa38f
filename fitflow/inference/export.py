"""Exports a model to another format, loads the export, compares both, and keeps the export only if they agree."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from fitflow import tracking
from fitflow.arrays import Array
from fitflow.errors import InputError, RunFailed
from fitflow.inference import export_formats, latency
from fitflow.inference.export_formats import Format, Predict
from fitflow.references import ServedModel
from fitflow.training import runtime

NUM_EXAMPLES = 256  # the first of the test split, the same for every export


def check_target(target: Path, format_: Format) -> None:
    """Refuse a target that cannot be written, before anything is loaded.

    Raises:
        InputError: it exists, has the wrong suffix, or its folder does not exist.
    """
    suffix = export_formats.SUFFIXES[format_]
    if target.exists():
        raise InputError(f"{target} exists; remove it, or pass another --out")
    if not target.absolute().parent.is_dir():
        raise InputError(f"{target.absolute().parent} is not a folder; pass another --out")
    if suffix and target.suffix != suffix:
        raise InputError(f"--out {target} must end in {suffix} for format {format_}")


def export(
    model: ServedModel, format_: Format, target: Path, examples: Array, labels: Array | None, limit: float | None
) -> dict[str, Any]:
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
        sizes = {"model_bytes": size(Path(model.folder) / "data" / "model.keras"), "export_bytes": size(made)}
        made.rename(target)
    return {"path": str(target), "format": format_, "max_allowed": allowed, **found, **sizes}


def compare(network: Any, exported: Predict, examples: Array, labels: Array | None) -> dict[str, Any]:
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
    with runtime.stderr_aside():
        theirs = np.asarray(exported(examples), np.float64)
    if ours.shape != theirs.shape:
        raise RunFailed(f"the export returns shape {theirs.shape}, the model {ours.shape}; nothing was kept")
    apart = float(np.nan_to_num(np.abs(ours - theirs), nan=np.inf).max())
    found: dict[str, Any] = {"num_examples": len(examples), "max_difference": apart}
    if labels is None:
        found["max_difference"] = apart / max(1.0, float(np.abs(ours).max()))
    else:
        mine, its = ours.argmax(-1), theirs.argmax(-1)
        found["accuracy_difference"] = float((its == labels).mean() - (mine == labels).mean())
        found["same_class"] = float((mine == its).mean())
    times = latency.medians([network.predict_on_batch, exported], examples[:1])
    return found | {name: round(value, 3) for name, value in zip(("model_ms", "export_ms"), times, strict=True)}


def size(path: Path) -> int:
    """Bytes of a file, or of all files in a folder."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files)
