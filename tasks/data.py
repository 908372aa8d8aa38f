"""Tasks that find data and make it ready."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from fitflow import preprocessing
from fitflow.config import DatasetConfig, Experiment, Recipe
from fitflow.datasets import resolve
from fitflow.refs import DatasetRef, PreparedRef
from tasks.timing import timed


async def _network_failed(_task: Any, _task_run: Any, state: Any) -> bool:
    """Try again only after a failed download: a damaged file stays damaged."""
    try:
        await state.aresult()
    except resolve.DownloadError:
        return True
    except Exception:
        return False
    return False


@task(
    name="load", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=[1, 5], retry_condition_fn=_network_failed
)  # the network fails; the store is content-addressed and does the caching
def load_dataset(config: DatasetConfig, data_dir: str | None) -> DatasetRef:
    """Find, verify and describe a dataset; download it if it is nowhere on this machine."""
    dataset = timed(resolve.load, config, Path(data_dir) if data_dir else None)
    log = get_run_logger()
    log.info("%s from %s: %s, SHA-256 %s", dataset.name, dataset.found, dataset.variant, dataset.digest)
    if dataset.notes:
        log.info("%s", dataset.notes)
    if dataset.variant == "unrecognised":
        log.warning(
            "the content of %s is not one that fitflow knows; results may differ from published ones", dataset.name
        )
    return dataset


@task(name="prepare", cache_policy=NO_CACHE)  # made once under a lock; a second try would meet the same data
def prepare(dataset: DatasetRef, recipe: Experiment) -> PreparedRef:
    """Split off validation rows and fit scaling and principal components."""
    prepared = timed(preprocessing.prepare, dataset, recipe.preprocessing, recipe.seed)
    if isinstance(recipe, Recipe):
        preprocessing.check_batch_size(recipe.training.batch_size, prepared)
    log = get_run_logger()
    log.info("%d training rows, %d validation rows", prepared.num_train, prepared.num_val)
    if prepared.num_components:
        log.info("%d principal components", prepared.num_components)
    return prepared
