"""prepare: split off validation rows; fit scaling and principal components to the training rows."""

from __future__ import annotations

from fitflow.arrays import Array
from fitflow.config import Experiment, PreprocessingConfig
from fitflow.data.preprocessing import fit_components, fit_scaling, split_rows
from fitflow.errors import InputError
from fitflow.references import DatasetRef, PreparedRef
from fitflow.reuse.keys import Step, fields, make_step
from fitflow.store import entries

KIND = "prepared"


def key(dataset: DatasetRef, recipe: Experiment) -> Step:
    """Return the step's key; the seed counts only with a validation split."""
    return _key(dataset, recipe.preprocessing, recipe.seed)


def run(dataset: DatasetRef, config: PreprocessingConfig, seed: int) -> PreparedRef:
    """Split off validation rows and fit the scaling; a stored result is reused.

    Args:
        dataset: verified raw data.
        config: the recipe's preprocessing.
        seed: seed of the validation split.

    Raises:
        InputError: too few examples for the split, no value range to scale from, or too many components.
    """
    if dataset.value_range is None and config.scale in ("unit", "symmetric"):
        raise InputError(
            f"preprocessing.scale={config.scale} needs data with a known value range, and {dataset.name} has none; "
            "try: --set preprocessing.scale=standardize"
        )
    place = _key(dataset, config, seed).place
    with entries.lock(KIND, place):
        entry = entries.get(KIND, place) or _make(dataset, config, seed, place)
    return _reference(dataset, config, entry)


def _key(dataset: DatasetRef, config: PreprocessingConfig, seed: int) -> Step:
    values = fields(config.model_dump(mode="json"), "preprocessing")
    if config.validation_split:
        values["seed"] = seed
    inputs = {"training data": dataset.digests["train"], "value range": dataset.value_range, "task": dataset.task}
    return make_step("prepare", values, inputs, [_make, _reference])


def _make(dataset: DatasetRef, config: PreprocessingConfig, seed: int, place: str) -> entries.Entry:
    images, labels = entries.open_split(dataset.path, "train")
    train, val = split_rows(labels, config.validation_split, seed)
    factor, offset = fit_scaling(images, train, dataset.value_range, config.scale)
    arrays: dict[str, Array] = {"train_rows": train, "val_rows": val}
    if config.pca is not None:
        components = fit_components(images, train, factor, offset, config.pca)
        arrays |= {"pca_mean": components.mean, "pca_components": components.directions}
        arrays |= {"pca_variances": components.variances, "pca_shares": components.shares}
    facts = {"factor": factor, "offset": offset, "num_train": len(train), "num_val": len(val)}
    facts["num_components"] = len(arrays.get("pca_components", ()))
    return entries.put(KIND, place, arrays, facts)


def _reference(dataset: DatasetRef, config: PreprocessingConfig, entry: entries.Entry) -> PreparedRef:
    return PreparedRef(
        dataset=dataset,
        path=str(entry.path),
        digest=entry.digest(),
        factor=tuple(entry.facts["factor"]),
        offset=tuple(entry.facts["offset"]),
        flatten=config.flatten,
        num_train=entry.facts["num_train"],
        num_val=entry.facts["num_val"],
        num_components=entry.facts["num_components"],
    )
