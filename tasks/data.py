"""Tasks that find data and make it ready."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prefect import get_run_logger

from fitflow import preprocessing, steps
from fitflow.config import DatasetConfig, Experiment, Recipe
from fitflow.datasets import resolve
from fitflow.refs import DatasetRef, PreparedRef
from tasks.caching import cached
from tasks.work import done


async def _network_failed(_task: Any, _task_run: Any, state: Any) -> bool:
    """Try again only after a failed download: a damaged file stays damaged."""
    try:
        await state.aresult()
    except resolve.DownloadError:
        return True
    except Exception:
        return False
    return False


def load_dataset(config: DatasetConfig, data_dir: str | None) -> DatasetRef:
    """Find, verify and describe a dataset; download it if it is nowhere on this machine."""
    dataset = _load(config, data_dir)
    if dataset.reused:
        found = resolve.locate(config, _folder(data_dir))
        dataset = dataset.model_copy(update={"found": found.describe() if found else dataset.found})
    return done("load", dataset)


def prepare(dataset: DatasetRef, recipe: Experiment) -> PreparedRef:
    """Split off validation rows and fit scaling and principal components."""
    prepared = _prepare(dataset, recipe).model_copy(update={"dataset": dataset})
    if isinstance(recipe, Recipe):
        preprocessing.check_batch_size(recipe.training.batch_size, prepared)
    return done("prepare", prepared)


@cached(
    steps.load, DatasetRef, name="load", retries=2, retry_delay_seconds=[1, 5], retry_condition_fn=_network_failed
)  # the network fails
def _load(config: DatasetConfig, data_dir: str | None) -> DatasetRef:
    dataset = resolve.load(config, _folder(data_dir))
    log = get_run_logger()
    log.info("%s from %s: %s, SHA-256 %s", dataset.name, dataset.found, dataset.variant, dataset.digest)
    if dataset.notes:
        log.info("%s", dataset.notes)
    if dataset.variant == "unrecognised":
        log.warning(
            "the content of %s is not one that fitflow knows; results may differ from published ones", dataset.name
        )
    return dataset


@cached(steps.prepare, PreparedRef, name="prepare")  # made once under a lock; a second try would meet the same data
def _prepare(dataset: DatasetRef, recipe: Experiment) -> PreparedRef:
    prepared = preprocessing.prepare(dataset, recipe.preprocessing, recipe.seed)
    log = get_run_logger()
    log.info("%d training rows, %d validation rows", prepared.num_train, prepared.num_val)
    if prepared.num_components:
        log.info("%d principal components", prepared.num_components)
    return prepared


def _folder(data_dir: str | None) -> Path | None:
    return Path(data_dir) if data_dir else None
