"""The command that repeats a run."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from fitflow.config import Recipe
from fitflow.errors import InputError
from fitflow.recipe_io.loading import load_experiment, parse_overrides

PLAIN = re.compile(r"[A-Za-z_/.][A-Za-z0-9_/.-]*")  # text that --set accepts unquoted


def command(recipe: Recipe, tags: Mapping[str, str]) -> str:
    """Return the `fitflow run` that repeats this recipe; for a user's own recipe file, the command that was typed.

    Args:
        recipe: the recipe as run.
        tags: tags of its MLflow run.
    """
    found = _of_known(recipe)
    if found is None:
        return tags.get("fitflow.command", f"fitflow run {recipe.name}")
    if "fitflow.continues" in tags:
        found += ["--continue-from", tags["fitflow.continues"]]
    if "fitflow.data_dir" in tags:
        found += ["--data-dir", tags["fitflow.data_dir"]]
    return shlex.join(found)


def _of_known(recipe: Recipe) -> list[str] | None:
    """Return the command for one of fitflow's recipes, with overrides if needed; None for any other recipe."""
    try:
        known = load_experiment(recipe.name)
    except InputError:
        return None
    ours = recipe.model_dump(mode="json")
    pairs = [f"{key}={_text(value)}" for key, value in _changes(known.model_dump(mode="json"), ours)]
    try:
        again = load_experiment(recipe.name, parse_overrides(pairs))
    except InputError:
        return None
    if again != recipe:
        return None
    seed = [part for pair in pairs if pair.startswith("seed=") for part in ("--seed", pair.removeprefix("seed="))]
    rest = [part for pair in pairs if not pair.startswith("seed=") for part in ("--set", pair)]
    return ["fitflow", "run", recipe.name, *seed, *rest]


def _changes(known: Mapping[str, Any], ours: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the dotted fields that differ; a mapping that lost a key is yielded as a whole."""
    for name, value in ours.items():
        before = known.get(name)
        if value == before:
            continue
        if isinstance(value, Mapping) and isinstance(before, Mapping) and set(before) <= set(value):
            yield from _changes(before, value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def _text(value: Any) -> str:
    return value if isinstance(value, str) and PLAIN.fullmatch(value) else json.dumps(value)
