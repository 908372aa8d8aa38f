"""What is asked of a store of runs, and what of a run is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Run = dict[str, Any]
REUSED = "fitflow.reused"  # the tag that names the run whose training a run took over


@dataclass(frozen=True)
class Query:
    """Which runs: all conditions hold together; newest first, or by a metric that they must then have.

    `start` is the start of an id, `recipe` a recipe's name, `metric` what they are ordered by, highest first unless
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
        """The filter and the order for MLflow's own search."""
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
        where.append(f"metrics.`{_quoted(self.metric)}` >= -1e308")  # has it, and it is a number
        return " AND ".join(where), f"metrics.`{_quoted(self.metric)}` {'ASC' if self.lowest else 'DESC'}"


def shown_metric(name: str) -> bool:
    """Whether a metric is of the run and not of the machine's load."""
    return not name.startswith("system/")


def shown_tag(name: str) -> bool:
    """Whether a tag says something to people: the model's whole description does not."""
    return not name.startswith("mlflow.log-model")


def _quoted(text: str) -> str:
    return text.replace("'", "").replace("`", "").replace("\\", "")
