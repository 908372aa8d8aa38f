"""The dataset that a model was trained on, and whether it can be evaluated on another one."""

from __future__ import annotations

from typing import Any

from fitflow import tracking
from fitflow.config import DatasetConfig
from fitflow.errors import InputError
from fitflow.references import DatasetRef, ServedModel


def own_dataset(model: ServedModel) -> tuple[DatasetConfig, str | None]:
    """Return the dataset that a model was trained on, and the folder in which it was looked for.

    Raises:
        InputError: the model does not name the run that made it, or that run has no recipe.
    """
    if not model.run_id:
        raise InputError(f"{model.name} does not name the run that made it, so its dataset is unknown")
    recipe = tracking.recipe_of(model.run_id)
    tags = tracking.get_run(model.run_id)["tags"]
    return DatasetConfig.model_validate(recipe["dataset"]), tags.get("fitflow.data_dir")


def check_fits(model: ServedModel, dataset: DatasetRef) -> None:
    """Refuse a dataset whose examples or labels do not match the model.

    Raises:
        InputError: names what differs, and both values.
    """
    pairs: list[tuple[str, Any, Any]] = [
        ("examples of shape", model.input_shape, dataset.input_shape),
        ("the type", model.dtype, dataset.dtype),
        ("the task", model.task, dataset.task),
        ("the classes", model.class_names, dataset.class_names),
    ]
    if model.columns:  # an older model has no columns to compare
        pairs.append(("the columns", _columns(model), _columns(dataset)))
    for what, ours, theirs in pairs:
        if ours != theirs:
            raise InputError(
                f"{model.name} cannot be evaluated on {dataset.name}: it has {what} {_shown(ours)}, "
                f"the data {_shown(theirs)}"
            )


def _columns(of: ServedModel | DatasetRef) -> tuple[str, ...]:
    """Column names with their categories, in the order of the encoding."""
    return tuple(name for column in of.columns for name in _names(column.name, column.categories))


def _names(name: str, categories: tuple[str, ...]) -> list[str]:
    return [f"{name}={value}" for value in categories] or [name]


def _shown(value: Any) -> str:
    is_names = isinstance(value, tuple) and all(isinstance(part, str) for part in value)
    return ", ".join(value) or "none" if is_names else str(value)
