"""Count the reads of a test split for each registered model; a run records its read before it reads.

The count is in MLflow and not in a local file: all who work on a registered model share its store.
Deleted runs count, since they have read the split.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from fitflow.tracking.connection import connect, database_lock, tracking_uri

if TYPE_CHECKING:
    from mlflow import MlflowClient

LINE = "fitflow.model_line"
READ = "fitflow.test_read"
COUNT = "test_reads"


def note_test_read(run_id: str, line: str, test_sha256: str) -> int:
    """Record that a run reads a test split; return the number of runs that have read it for this line, including this.

    Args:
        run_id: the run that will read it; a run that reads it again after an interruption counts once.
        line: name of the registered model.
        test_sha256: digest of the split.
    """
    client = connect()
    with database_lock(tracking_uri()):  # concurrent runs must not get the same count
        own = client.get_run(run_id).data
        if own.tags.get(READ) == test_sha256 and COUNT in own.metrics:
            return int(own.metrics[COUNT])
        last = _last(client, f"{_is(LINE, line)} AND {_is(READ, test_sha256)}")
        count = 1 + (int(last.data.metrics[COUNT]) if last else 0)
        client.set_tag(run_id, LINE, line)
        client.set_tag(run_id, READ, test_sha256)
        client.log_metric(run_id, COUNT, count, int(time.time() * 1000), 0)
    return count


def test_reads(line: str) -> dict[str, int]:
    """Return the number of runs that have read each test split for a model, by digest; deleted runs count."""
    client = connect()
    found: dict[str, int] = {}
    while (
        last := _last(client, " AND ".join([_is(LINE, line), *(_is(READ, one, "!=") for one in found)]))
    ) is not None:
        found[last.data.tags[READ]] = int(last.data.metrics[COUNT])
    return found


def _last(client: MlflowClient, where: str) -> Any:
    """Return the matching run with the highest count, or None."""
    from mlflow.entities import ViewType

    experiments = [one.experiment_id for one in client.search_experiments(view_type=ViewType.ALL)]
    where = f"{where} AND metrics.{COUNT} > 0"
    order = [f"metrics.{COUNT} DESC"]
    return next(iter(client.search_runs(experiments, where, ViewType.ALL, max_results=1, order_by=order)), None)


def _is(tag: str, value: str, sign: str = "=") -> str:
    return f"tags.`{tag}` {sign} '{value.replace(chr(39), '')}'"
