"""Queries for runs, and which of a run's metrics and tags are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Run = dict[str, Any]
REUSED = "fitflow.reused"  # the tag with the id of the run whose training a run reused


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
