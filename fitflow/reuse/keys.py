"""Cache keys of steps, computed without running them and without importing a framework.

A step has parts: recipe values, contents of its inputs, the code that it runs, versions of libraries and, if relevant,
facts of the machine. Equal parts give an equal result; the digest of the parts is the step's key. Each file of
`fitflow/steps` has a function `key` that returns its step; the tasks' cache policy and `fitflow plan` both call it.
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
from fitflow.system.files import json_checksum

FORMAT = 1  # incremented when equal parts may no longer give an equal result
# Libraries that do not affect results.
IRRELEVANT_LIBRARIES = {"filelock", "platformdirs", "prefect", "psutil", "pydantic", "rich", "typer"}
# Recipe fields that do not affect results.
FREE = {"runtime.checkpoint_seconds"}
_SALT = f"{os.getpid()}-{time.time_ns()}"

Parts = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Step:
    """One step before it runs: its name, its parts by section, and doubts: reasons not to keep or reuse its result."""

    name: str
    parts: Parts
    doubts: tuple[str, ...] = ()

    @cached_property
    def key(self) -> str:
        """Return the SHA-256 (hex) of the parts."""
        document = {"format": FORMAT, "step": self.name, "parts": self.parts}
        return json_checksum(document)

    @property
    def place(self) -> str:
        """Return the store key: `key`, or one unique to this process if there are doubts."""
        return self.key if not self.doubts else hashlib.sha256(f"{self.key} {_SALT}".encode()).hexdigest()


def make_step(
    name: str,
    recipe: dict[str, Any],
    inputs: Mapping[str, Any],
    code: Iterable[Callable[..., Any] | str],
    facts: Mapping[str, str] | None = None,
) -> Step:
    """Make a step from its parts.

    Args:
        name: name of the step.
        recipe: the recipe's fields that affect the result, flat.
        inputs: the properties of its inputs that affect the result, as plain values.
        code: functions that compute the result, or dotted names of definitions that are looked up at run time; all of
            fitflow's code that they reach is included.
        facts: facts of the machine, if relevant.
    """
    found = closure(entry if isinstance(entry, str) else f"{entry.__module__}.{entry.__qualname__}" for entry in code)
    libraries = _libraries(found.libraries, name)
    doubts = [f"{unknown} is imported but not found" for unknown in found.unknown]
    doubts += [f"{module} has changed since this process started" for module in dirty(found.definitions)]
    doubts += [f"the version of {library} is unknown" for library, version in libraries.items() if version is None]
    definitions = {definition: digest[:16] for definition, digest in found.definitions.items()}
    parts = {"recipe": recipe, "inputs": dict(inputs), "code": definitions, "libraries": libraries}
    plain: Parts = json.loads(json.dumps(parts | {"machine": dict(facts or {})}))
    return Step(name, plain, tuple(doubts))


def recipe_fields(recipe: Experiment, *names: str) -> dict[str, Any]:
    """Return some parts of a recipe, flat, without the fields that do not affect results."""
    values = recipe.model_dump(mode="json")
    found: dict[str, Any] = {}
    for name in names:
        found |= fields(values[name], name)
    return {name: value for name, value in found.items() if name not in FREE}


def fields(value: Any, name: str) -> dict[str, Any]:
    """Flatten a nested value to fields under a name."""
    return dict(flat({name: value}))


def prepared_inputs(prepared: PreparedRef) -> dict[str, Any]:
    """Return the properties of prepared data that affect training; the test split is not included."""
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


def _libraries(names: Iterable[str], step: str) -> dict[str, str | None]:
    """Return the versions of Python, of imported libraries, and of the backend in use."""
    others = set(machine.BACKENDS) - {machine.backend()}
    chosen = set(names) - IRRELEVANT_LIBRARIES - others - ({"mlflow"} if step != "register" else set())
    if "keras" in chosen:
        chosen |= {machine.backend()} | ({"jaxlib"} if machine.backend() == "jax" else set())
    found: dict[str, str | None] = {"python": f"{sys.version_info[0]}.{sys.version_info[1]}"}
    return found | {name: machine.version(name) for name in sorted(chosen)}
