"""What a run is called in MLflow: its recipe, its seed, and what was changed in the recipe."""

from __future__ import annotations

from typing import Any

from fitflow import discovery
from fitflow.config import Experiment
from fitflow.dotted import flat

LONGEST = 100  # characters: MLflow's tables and legends show the first twenty or so
NOT_NAMED = {"name", "seed", "experiment"}


def run_name(recipe: Experiment) -> str:
    """For example `mnist-dense-seed3 units=64 epochs=2`: runs of one recipe are told apart in tables and legends."""
    changed = [f"{_short(name)}={value}" for name, value in _changed(recipe)]
    return " ".join([f"{recipe.name}-seed{recipe.seed}", *changed])[:LONGEST]


def defaults_of(recipe: str) -> dict[str, Any]:
    """The fields of the recipe that has a name, flat; none where there is no such recipe any more."""
    if not discovery.exists("recipes", recipe):
        return {}
    return dict(flat(discovery.find("recipes", recipe).RECIPE.model_dump(mode="json")))


def _changed(recipe: Experiment) -> list[tuple[str, object]]:
    """Fields that differ from the recipe of that name; none for a recipe of the user's own file."""
    usual = defaults_of(recipe.name)
    values = flat(recipe.model_dump(mode="json")) if usual else ()
    return [(name, value) for name, value in values if name not in NOT_NAMED and usual.get(name) != value]


def _short(name: str) -> str:
    """The last part of a field's name, and for a name the part before: training.optimizer.name is optimizer."""
    parts = name.split(".")
    return parts[-2] if parts[-1] == "name" and len(parts) > 1 else parts[-1]
