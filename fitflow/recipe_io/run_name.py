"""A run's name in MLflow: recipe, seed and changed fields."""

from __future__ import annotations

from typing import Any

from fitflow import discovery
from fitflow.config import Experiment
from fitflow.dotted import flat

LONGEST = 100  # characters; MLflow's tables and legends show about the first twenty
NOT_NAMED = {"name", "seed", "experiment"}


def run_name(recipe: Experiment) -> str:
    """Return a name such as `mnist-dense-seed3 units=64 epochs=2`, which distinguishes runs of one recipe."""
    changed = [f"{_short(name)}={value}" for name, value in _changed(recipe)]
    return " ".join([f"{recipe.name}-seed{recipe.seed}", *changed])[:LONGEST]


def defaults_of(recipe: str) -> dict[str, Any]:
    """Return the fields of the recipe of this name, flat; empty if it no longer exists."""
    if not discovery.exists("recipes", recipe):
        return {}
    return dict(flat(discovery.find("recipes", recipe).RECIPE.model_dump(mode="json")))


def _changed(recipe: Experiment) -> list[tuple[str, object]]:
    """Fields that differ from the recipe of that name; none for a recipe of the user's own file."""
    usual = defaults_of(recipe.name)
    values = flat(recipe.model_dump(mode="json")) if usual else ()
    return [(name, value) for name, value in values if name not in NOT_NAMED and usual.get(name) != value]


def _short(name: str) -> str:
    """Return the last part of a field's name, or the one before `name`: training.optimizer.name is optimizer."""
    parts = name.split(".")
    return parts[-2] if parts[-1] == "name" and len(parts) > 1 else parts[-1]
