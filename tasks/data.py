"""Tasks that find data and prepare it."""

from __future__ import annotations

from pathlib import Path

from fitflow.config import DatasetConfig, Experiment, Recipe
from fitflow.data import locate, preprocessing
from fitflow.orchestration.caching import cached
from fitflow.orchestration.retrying import only_after
from fitflow.orchestration.run_log import run_log
from fitflow.references import DatasetRef, PreparedRef
from fitflow.steps import load, prepare


def _found_now(dataset: DatasetRef, config: DatasetConfig, data_dir: str | None) -> DatasetRef:
    """Locate a cached dataset again: it may lie elsewhere today than when it was decoded."""
    found = locate.locate(config, _folder(data_dir)) if dataset.reused else None
    return dataset if found is None else dataset.model_copy(update={"found": found.describe()})


@cached(
    load,
    DatasetRef,
    name="load",
    finish=_found_now,
    retries=2,
    retry_delay_seconds=[1, 5],
    retry_condition_fn=only_after(locate.DownloadError),  # a damaged file stays damaged,
)
def load_dataset(config: DatasetConfig, data_dir: str | None) -> DatasetRef:
    """Find, verify and describe a dataset; download it if it is not on this machine."""
    dataset = load.run(config, _folder(data_dir))
    log = run_log()
    log.info("%s from %s: %s, SHA-256 %s", dataset.name, dataset.found, dataset.variant, dataset.digest)
    if dataset.notes:
        log.info("%s", dataset.notes)
    if dataset.variant == "unrecognised":
        log.warning("fitflow does not know the content of %s; results may differ from published ones", dataset.name)
    return dataset


def _of_this_dataset(prepared: PreparedRef, dataset: DatasetRef, recipe: Experiment) -> PreparedRef:
    """Set the dataset of this run, and check that training can use it."""
    prepared = prepared.model_copy(update={"dataset": dataset})
    if isinstance(recipe, Recipe):
        preprocessing.check_batch_size(recipe.training.batch_size, prepared)
    return prepared


@cached(prepare, PreparedRef, name="prepare", finish=_of_this_dataset)  # under a lock; a retry would read the same data
def prepare_data(dataset: DatasetRef, recipe: Experiment) -> PreparedRef:
    """Split off validation rows; fit scaling and principal components."""
    prepared = prepare.run(dataset, recipe.preprocessing, recipe.seed)
    log = run_log()
    log.info("%d training rows, %d validation rows", prepared.num_train, prepared.num_val)
    if prepared.num_components:
        log.info("%d principal components", prepared.num_components)
    return prepared


def _folder(data_dir: str | None) -> Path | None:
    return Path(data_dir) if data_dir else None
