"""Queries for runs, and which of a run's metrics and tags are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

MAIN_METRICS = {"test_accuracy": False, "test_rmse": True}  # a run's main metric is the first it has; is lower better?
REUSED = "fitflow.reused"  # the tag with the id of the run whose training a run reused


class DatasetUse(TypedDict):
    """One dataset that a run used.

    Attributes:
        name: the dataset's name with its split, for example mnist-train.
        digest: the SHA-256 (hex) of that split; of runs that fitflow did not make, MLflow's own digest.
    """

    name: str
    digest: str


class RunSummary(TypedDict):
    """One run as `fitflow list runs` shows it.

    Attributes:
        run_id: the MLflow run's id.
        name: the run's name in MLflow.
        recipe: the recipe's name; the run's name where fitflow did not make the run.
        status: RUNNING, FINISHED, FAILED or KILLED.
        started: when it began, in seconds since 1970 (UTC).
        seconds: how long it took, in seconds; so far, where it has not ended.
        experiment_id: the id of the MLflow experiment.
        metrics: the last value of each metric by its name, without measurements of the machine's load.
        url: the run's page in MLflow where a server is known, else the command that shows it.
    """

    run_id: str
    name: str
    recipe: str
    status: str
    started: float
    seconds: float
    experiment_id: str
    metrics: dict[str, float]
    url: str


class Run(RunSummary):
    """One run as MLflow recorded it.

    Attributes:
        artifacts: the address of the run's artifacts: a path, or a URI on a server.
        params: the recipe's fields by their dotted names, as text.
        tags: MLflow's tags by their names: where the run comes from, its data, versions and device.
        datasets: the datasets by what they were used for: training, validation or testing.
    """

    artifacts: str
    params: dict[str, str]
    tags: dict[str, str]
    datasets: dict[str, DatasetUse]


@dataclass(frozen=True)
class Query:
    """A query for runs that match all conditions, newest first, or ordered by a metric that they must then have.

    `start` is a prefix of the id, `recipe` a recipe's name, `metric` the metric to order by, highest first unless
    `lowest`.
    """

    recipe: str = ""
    start: str = ""
    ids: tuple[str, ...] = ()
    finished: bool = False
    metric: str = ""
    lowest: bool = False
    limit: int = 50

    def in_mlflows_language(self) -> tuple[str, str]:
        """Return filter and order_by for MLflow's search_runs."""
        where: list[str] = []
        if self.recipe:
            where.append(f"tags.`fitflow.recipe` = '{_quoted(self.recipe)}'")
        if self.start:
            where.append(f"attributes.run_id LIKE '{_quoted(self.start)}%'")
        if self.ids:
            where.append(f"attributes.run_id IN ({', '.join(repr(_quoted(name)) for name in self.ids)})")
        if self.finished:
            where.append("attributes.status = 'FINISHED'")
        if not self.metric:
            return " AND ".join(where), "attributes.start_time DESC"
        where.append(f"metrics.`{_quoted(self.metric)}` >= -1e308")  # the run has it, and it is not NaN
        return " AND ".join(where), f"metrics.`{_quoted(self.metric)}` {'ASC' if self.lowest else 'DESC'}"


def shown_metric(name: str) -> bool:
    """Return whether a metric is shown: system metrics are not."""
    return not name.startswith("system/")


def shown_tag(name: str) -> bool:
    """Return whether a tag is shown: MLflow's description of the model is not."""
    return not name.startswith("mlflow.log-model")


def _quoted(text: str) -> str:
    return text.replace("'", "").replace("`", "").replace("\\", "")
