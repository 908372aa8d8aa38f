"""The record of an evaluation: predictions for all test examples, metrics with intervals, calibration."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from fitflow import tracking
from fitflow.evaluation import calibration, intervals, predictions
from fitflow.references import DatasetRef, Metrics
from fitflow.store import entries
from fitflow.system.json_text import to_json
from fitflow.tracking.artifacts import EVALUATION

FILE = EVALUATION


def write(run_id: str, metrics: Metrics, dataset: DatasetRef) -> None:
    """Log predictions.parquet, evaluation.json and, for classes, per_class.csv to the run."""
    entry = entries.open_entry(Path(metrics.path))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / predictions.FILE
        predictions.frame(entry).to_parquet(path, index=False)
        tracking.log_file(run_id, path, "")
    tracking.log_text(run_id, to_json(_document(metrics, dataset, entry), indent=1), FILE)
    if metrics.per_class:
        rows = [{"class": name, **scores} for name, scores in metrics.per_class.items()]
        tracking.log_table(run_id, rows, "per_class.csv")


def _document(metrics: Metrics, dataset: DatasetRef, entry: entries.Entry) -> dict[str, Any]:
    document: dict[str, Any] = {
        "dataset": dataset.name,
        "task": dataset.task,
        "test_sha256": dataset.digests["test"],
        "test_reads": metrics.test_reads,
        "num_examples": metrics.num_examples,
        "metrics": metrics.values,
        "intervals": metrics.intervals,
        "confidence": intervals.CONFIDENCE,
    }
    if "probabilities" in entry.files:
        probabilities = entry.array("probabilities")
        correct = probabilities.argmax(-1) == entry.array("labels")
        document["class_names"] = dataset.class_names
        document["calibration"] = {
            "binning": calibration.BINNING,
            "bins": calibration.reliability(probabilities.max(-1), correct),
        }
    return document
