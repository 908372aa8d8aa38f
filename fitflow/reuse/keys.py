"""What decides the result of each step of a run, found without running it and without importing a framework.

A step has parts: values of the recipe, contents of its inputs, the code that it runs, the libraries that compute it
and, where they matter, the machine's facts. Equal parts mean an equal result; the digest of the parts is the step's
key. Each file of `fitflow/steps` has a function `key` that gives its step; the cache policy of the tasks and
`fitflow plan` call the same one.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from fitflow.config import Experiment
from fitflow.dotted import flat
from fitflow.references import PreparedRef
from fitflow.reuse.dependencies import closure, dirty
from fitflow.system import machine

FORMAT = 1  # raised when equal parts may no longer mean an equal result
# Libraries that carry out no arithmetic of a step.
WITHOUT_INFLUENCE = {"filelock", "platformdirs", "prefect", "psutil", "pydantic", "rich", "typer"}
# Fields of a recipe by which nothing that a step gives is changed.
FREE = {"runtime.checkpoint_seconds"}
_SALT = f"{os.getpid()}-{time.time_ns()}"

Parts = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Step:
    """One step before it is run: its name, its parts by section, and why its result must not be kept or reused."""

    name: str
    parts: Parts
    doubts: tuple[str, ...] = ()

    @cached_property
    def key(self) -> str:
        """SHA-256 (hex) of the parts."""
        document = {"format": FORMAT, "step": self.name, "parts": self.parts}
        return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()

    @property
    def place(self) -> str:
        """The key; where there are doubts another one that no other process has."""
        return self.key if not self.doubts else hashlib.sha256(f"{self.key} {_SALT}".encode()).hexdigest()


def make_step(
    name: str,
    recipe: dict[str, Any],
    inputs: Mapping[str, Any],
    code: Iterable[Callable[..., Any] | str],
    facts: Mapping[str, str] | None = None,
) -> Step:
    """A step from its parts.

    Args:
        name: the step's.
        recipe: the fields of the recipe that decide its result, flat.
        inputs: what decides of its inputs, as plain values.
        code: the functions that make the result, or dotted names of definitions that are found by name at run time;
            all of fitflow's code that they reach counts.
        facts: of the machine, where they matter.
    """
    found = closure(entry if isinstance(entry, str) else f"{entry.__module__}.{entry.__qualname__}" for entry in code)
    libraries = _libraries(found.libraries, name)
    doubts = [f"{unknown} is imported and not to be found" for unknown in found.unknown]
    doubts += [f"{module} has changed since this process began" for module in dirty(found.definitions)]
    doubts += [f"the version of {library} is not known" for library, version in libraries.items() if version is None]
    definitions = {definition: digest[:16] for definition, digest in found.definitions.items()}
    parts = {"recipe": recipe, "inputs": dict(inputs), "code": definitions, "libraries": libraries}
    plain: Parts = json.loads(json.dumps(parts | {"machine": dict(facts or {})}))
    return Step(name, plain, tuple(doubts))


def recipe_fields(recipe: Experiment, *names: str) -> dict[str, Any]:
    """Some parts of a recipe, flat, without the fields that decide no result."""
    values = recipe.model_dump(mode="json")
    found: dict[str, Any] = {}
    for name in names:
        found |= fields(values[name], name)
    return {name: value for name, value in found.items() if name not in FREE}


def fields(value: Any, name: str) -> dict[str, Any]:
    """A nested value as flat fields under a name."""
    return dict(flat({name: value}))


def prepared_inputs(prepared: PreparedRef) -> dict[str, Any]:
    """Everything of prepared data that a network meets, without the test split."""
    dataset = prepared.dataset
    return {
        "training data": dataset.digests["train"],
        "prepared rows": prepared.digest,
        "scaling": [prepared.factor, prepared.offset],
        "flattened": prepared.flatten,
        "components": prepared.num_components,
        "example shape": dataset.input_shape,
        "dtype": dataset.dtype,
        "task": dataset.task,
        "classes": len(dataset.class_names),
        "true parameters": dataset.parameters,
    }


def digest_of(values: Any) -> str:
    """SHA-256 (hex) of plain values."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _libraries(names: Iterable[str], step: str) -> dict[str, str | None]:
    """Versions of what the step's code imports, of the backends the one in use, and Python's."""
    others = set(machine.BACKENDS) - {machine.backend()}
    chosen = set(names) - WITHOUT_INFLUENCE - others - ({"mlflow"} if step != "register" else set())
    if "keras" in chosen:
        chosen |= {machine.backend()} | ({"jaxlib"} if machine.backend() == "jax" else set())
    found: dict[str, str | None] = {"python": f"{sys.version_info[0]}.{sys.version_info[1]}"}
    return found | {name: machine.version(name) for name in sorted(chosen)}
