"""The command that runs a recipe again as it was."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from fitflow.config import Recipe
from fitflow.errors import InputError
from fitflow.recipe_io.loading import load_experiment, parse_overrides

PLAIN = re.compile(r"[A-Za-z_/.][A-Za-z0-9_/.-]*")  # text that --set takes as it is


def command(recipe: Recipe, tags: Mapping[str, str]) -> str:
    """The `fitflow run` that gives this very recipe; where it is of the user's own file, the command that was typed.

    Args:
        recipe: as it was run.
        tags: of its MLflow run.
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
    """The command for a recipe that fitflow has, perhaps with fields replaced; None for any other."""
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
    """Dotted fields in which a recipe differs; a mapping from which something was taken away is given whole."""
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
