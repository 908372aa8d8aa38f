"""How often a test split has been read for a model line: each run that reads it says so before it does.

The count is taken from MLflow and not from a file of this machine: all who work on a model line share its store, and a
run that was deleted has still read the split.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from fitflow.tracking.connection import connect

LINE = "fitflow.model_line"
READ = "fitflow.test_read"
COUNT = "fitflow.test_reads"


def note_test_read(run_id: str, line: str, test_sha256: str) -> int:
    """Note that a run reads a test split; returns how many runs have read it for this line, this one included.

    Args:
        run_id: the run that is about to read it; a run that reads it twice, having been interrupted, counts once.
        line: the registered model's name.
        test_sha256: the split's digest.
    """
    client = connect()
    client.set_tag(run_id, LINE, line)
    client.set_tag(run_id, READ, test_sha256)
    reads = test_reads(line)[test_sha256]
    client.set_tag(run_id, COUNT, str(reads))
    return reads


def test_reads(line: str) -> Counter[str]:
    """How many runs have read each test split, by its digest, for a model line; deleted runs count."""
    return Counter(run.data.tags[READ] for run in _readers(line))


def _readers(line: str) -> list[Any]:
    from mlflow.entities import ViewType

    client = connect()
    experiments = [one.experiment_id for one in client.search_experiments(view_type=ViewType.ALL)]
    where = f"tags.`{LINE}` = '{line.replace(chr(39), '')}'"
    found: list[Any] = []
    token: str | None = None
    while True:
        page = client.search_runs(experiments, where, ViewType.ALL, max_results=1000, page_token=token)
        found += page
        token = page.token
        if not token:
            return found
