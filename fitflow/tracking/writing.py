"""Log metrics, figures, texts, files and system metrics to a run."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fitflow.tracking.connection import connect, reaching, tracking_uri

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from mlflow.entities import DatasetInput, LoggedModelInput

BATCH = 1000  # MLflow's limit on metrics per call
ATTEMPTS = 5


def log_metrics(run_id: str, metrics: Mapping[str, float], step: int, milliseconds: int | None = None) -> None:
    """Log one point of each metric in one call; `step` is the epoch, from 0; the time is now unless given.

    Raises:
        Unreachable: the store cannot be used now.
    """
    from mlflow.entities import Metric

    when = milliseconds or int(time.time() * 1000)
    points = [Metric(name, value, when, step) for name, value in metrics.items()]
    with reaching():
        connect().log_batch(run_id, metrics=points)


def log_results(run_id: str, metrics: Mapping[str, float], step: int) -> None:
    """Log metrics with a single value; those that the run already has, from before an interruption, are kept.

    Raises:
        Unreachable: the store cannot be used now.
    """
    with reaching():
        known = connect().get_run(run_id).data.metrics
    new = {name: value for name, value in metrics.items() if name not in known}
    if new:
        log_metrics(run_id, new, step)


def log_inputs(run_id: str, datasets: Sequence[DatasetInput], models: Sequence[LoggedModelInput] = ()) -> None:
    """Log the data and models that a run uses.

    When two runs log the same new dataset at once, MLflow's database refuses the second call as a whole; called again,
    it finds the dataset (SqlAlchemyStore._log_inputs_impl looks first and inserts later).
    """
    from mlflow.exceptions import MlflowException

    for left in reversed(range(ATTEMPTS)):
        try:
            connect().log_inputs(run_id, datasets=list(datasets), models=list(models))
            break
        except MlflowException as error:
            if error.error_code != "BAD_REQUEST" or not left:
                raise


def log_curves(run_id: str, curves: Mapping[str, Sequence[float]], first: int) -> None:
    """Log whole curves, from epoch `first` on; the step is the epoch, from 0."""
    from mlflow.entities import Metric

    when = int(time.time() * 1000)
    points = [
        Metric(name, value, when, step)
        for name, values in curves.items()
        for step, value in enumerate(values)
        if step >= first
    ]
    for start in range(0, len(points), BATCH):
        connect().log_batch(run_id, metrics=points[start : start + BATCH])


def log_figures(run_id: str, figures: Mapping[str, Figure]) -> None:
    """Log each figure as figures/<name>.png."""
    with reaching():
        client = connect()
        for name, figure in figures.items():
            client.log_figure(run_id, figure, f"figures/{name}.png")


def log_text(run_id: str, text: str, name: str) -> None:
    """Log a text file."""
    with reaching():
        connect().log_text(run_id, text, name)


def log_table(run_id: str, rows: list[dict[str, Any]], name: str) -> None:
    """Log rows as a CSV file."""
    import pandas as pd

    log_text(run_id, pd.DataFrame(rows).to_csv(index=False), name)


def log_folder(run_id: str, folder: Path, name: str) -> None:
    """Log a folder of files."""
    with reaching():
        connect().log_artifacts(run_id, str(folder), name)


def log_file(run_id: str, path: Path, folder: str) -> None:
    """Log a file into an artifact folder."""
    with reaching():
        connect().log_artifact(run_id, str(path), folder)


def copy_artifacts(source: str, target: str, names: Sequence[str]) -> None:
    """Copy artifacts, files and whole folders, from one run to another."""
    client = connect()
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            found = Path(client.download_artifacts(source, name, folder))
            if found.is_dir():
                client.log_artifacts(target, str(found), name)
            else:
                client.log_artifact(target, str(found))


@contextmanager
def system_metrics(run_id: str) -> Generator[None]:
    """Log CPU, memory, disk, network and GPU metrics during the block; a resumed run continues their steps."""
    from mlflow.system_metrics.system_metrics_monitor import SystemMetricsMonitor

    monitor = SystemMetricsMonitor(run_id, sampling_interval=5, resume_logging=True, tracking_uri=tracking_uri())
    monitor.start()
    try:
        yield
    finally:
        monitor.finish()
