"""What decides the result of each step of a run, found without running it and without importing a framework.

A step has parts: values of the recipe, contents of its inputs, the code that it runs, the libraries that compute it
and, where they matter, the machine's facts. Equal parts mean an equal result; the digest of the parts is the step's
key. The same functions serve the tasks' cache policy and `fitflow plan`; their arguments are named as the tasks' are.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from fitflow import machine, tracking
from fitflow.closure import closure, dirty
from fitflow.config import Computation, DatasetConfig, Experiment, PreprocessingConfig, Recipe
from fitflow.datasets import resolve
from fitflow.datasets.base import Found
from fitflow.plain import flat
from fitflow.refs import Computed, DatasetRef, Metrics, ModelRef, PreparedRef, StartRef, TrainedRef

FORMAT = 1  # raised when equal parts may no longer mean an equal result
TRAINING = ("load", "prepare", "build", "train", "evaluate", "register", "report")
COMPUTING = ("load", "prepare", "compute", "evaluate", "report")
FRAMEWORK = ("build", "train", "evaluate", "register")  # steps of a training recipe that import Keras
MANY_FILES = 1000
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


def load(config: DatasetConfig, data_dir: str | None) -> Step:
    """Find a dataset; where it would have to be downloaded that is a doubt."""
    found = resolve.locate(config, Path(data_dir) if data_dir else None)
    if found is None:
        return Step("load", {"recipe": _fields(config.model_dump(mode="json"), "dataset")}, ("it is to be downloaded",))
    return load_found(config, found)


def load_found(config: DatasetConfig, found: Found) -> Step:
    """Read a dataset that is on this machine.

    Raises:
        OSError: a file cannot be read.
    """
    module = f"fitflow.datasets.{config.name.replace('-', '_')}"
    code = [f"{module}.SOURCE", *(f"fitflow.datasets.resolve.{name}" for name in ("_stored", "_reference"))]
    if found.format in resolve.MODULES:
        code.append(f"fitflow.datasets.formats.{resolve.MODULES[found.format]}.read")
    files: dict[str, Any] = found.file_digests() if len(found.paths) <= MANY_FILES else {"all files": found.digest()}
    values = {"format": found.format, **{f"file {name}": digest for name, digest in files.items()}}
    recipe = _fields(config.model_dump(mode="json"), "dataset")
    recipe.pop("dataset.options.path", None)  # the file's bytes count, not where they lie
    return _step("load", recipe, values, code)


def prepare(dataset: DatasetRef, recipe: Experiment) -> Step:
    """Split and scale."""
    return prepare_data(dataset, recipe.preprocessing, recipe.seed)


def prepare_data(dataset: DatasetRef, config: PreprocessingConfig, seed: int) -> Step:
    """Split and scale; the seed decides which rows validate."""
    values = _fields(config.model_dump(mode="json"), "preprocessing")
    if config.validation_split:
        values["seed"] = seed
    inputs = {"training data": dataset.digests["train"], "value range": dataset.value_range, "task": dataset.task}
    return _step("prepare", values, inputs, ["fitflow.preprocessing.prepare"])


def build(recipe: Recipe, prepared: PreparedRef) -> Step:
    """Describe the network and choose how to run it."""
    return build_for(recipe, prepared.dataset, prepared.num_components)


def build_for(recipe: Recipe, dataset: DatasetRef, components: int) -> Step:
    """Describe the network for prepared data with so many principal components, 0 for none."""
    values = _slice(recipe, "model", "runtime") | {"training.loss.name": recipe.training.loss.name}
    inputs = {
        "example shape": dataset.input_shape,
        "flattened": recipe.preprocessing.flatten,
        "components": components,
        "task": dataset.task,
        "classes": len(dataset.class_names),
    }
    return _step("build", values, inputs, ["tasks.model._describe", *_model(recipe)], machine.facts())


def train(recipe: Recipe, prepared: PreparedRef, model: ModelRef, start: StartRef | None) -> Step:
    """Fit the network."""
    values = _slice(recipe, "model", "runtime", "training", "seed")
    inputs = _prepared(prepared) | {"checkpoint": None if start is None else _checkpoint(Path(start.folder))}
    chosen = {name: text for name, text in model.runtime.items() if not name.endswith("_reason")}
    code = ["tasks.model._train", *_model(recipe)]
    return _step("train", values, inputs, code, machine.facts() | chosen)


def evaluate(trained: TrainedRef, prepared: PreparedRef) -> Step:
    """Measure the network on the test split."""
    inputs = {"network": trained.digest, **_prepared(prepared), "test data": prepared.dataset.digests["test"]}
    inputs |= {"class names": prepared.dataset.class_names, "features": prepared.dataset.feature_names}
    if prepared.dataset.task == "classification":
        inputs.pop("training data")
        inputs.pop("prepared rows")
    return _step("evaluate", {}, inputs, ["fitflow.evaluation.evaluate"], machine.facts())


def register(trained: TrainedRef, prepared: PreparedRef) -> Step:
    """Log the network as a model and register it."""
    inputs = {
        "network": trained.digest,
        "task": prepared.dataset.task,
        "class names": prepared.dataset.class_names,
        "name": prepared.dataset.name,
        "MLflow store": tracking.tracking_uri(),
    }
    names = ("fitflow.serving.finished", "fitflow.serving.example", "fitflow.tracking.models.log_model")
    return _step("register", {}, inputs, names, {"backend": machine.backend()})


def report(recipe: Recipe, prepared: PreparedRef, trained: TrainedRef, metrics: Metrics) -> Step:
    """Draw figures and write the model card."""
    inputs = {
        "data": [prepared.dataset.name, prepared.dataset.variant, prepared.dataset.target],
        "network": trained.digest,
        "curves": _digest(trained.history),
        "metrics": _digest(metrics.values),
        "predictions": Path(metrics.path).name,
        "MLflow store": tracking.tracking_uri(),
    }
    values = {"name": recipe.name, "seed": recipe.seed}
    return _step("report", values, inputs, ["fitflow.report.figures", "fitflow.card.model_card"])


def compute(recipe: Computation, prepared: PreparedRef) -> Step:
    """Do a computation."""
    values = _slice(recipe, "method", "seed")
    code = ["fitflow.computing.compute", f"{_method(recipe.method.name)}.compute"]
    return _step("compute", values, _prepared(prepared), code, machine.facts())


def judge(computed: Computed, prepared: PreparedRef) -> Step:
    """Judge a computation."""
    inputs = _prepared(prepared) | {"arrays": Path(computed.path).name}
    inputs["test data"] = prepared.dataset.digests["test"]
    code = ["fitflow.computing.evaluate", f"{_method(computed.method)}.evaluate"]
    return _step("evaluate", {}, inputs, code, machine.facts())


def _step(
    name: str,
    recipe: dict[str, Any],
    inputs: Mapping[str, Any],
    code: Iterable[str],
    facts: Mapping[str, str] | None = None,
) -> Step:
    found = closure(code)
    libraries = _libraries(found.libraries, name)
    doubts = [f"{unknown} is imported and not to be found" for unknown in found.unknown]
    doubts += [f"{module} has changed since this process began" for module in dirty(found.definitions)]
    doubts += [f"the version of {library} is not known" for library, version in libraries.items() if version is None]
    definitions = {definition: digest[:16] for definition, digest in found.definitions.items()}
    parts = {"recipe": recipe, "inputs": dict(inputs), "code": definitions, "libraries": libraries}
    plain: Parts = json.loads(json.dumps(parts | {"machine": dict(facts or {})}))
    return Step(name, plain, tuple(doubts))


def _libraries(names: Iterable[str], step: str) -> dict[str, str | None]:
    """Versions of what the step's code imports, of the backends the one in use, and Python's."""
    others = set(machine.BACKENDS) - {machine.backend()}
    chosen = set(names) - WITHOUT_INFLUENCE - others - ({"mlflow"} if step != "register" else set())
    if "keras" in chosen:
        chosen |= {machine.backend()} | ({"jaxlib"} if machine.backend() == "jax" else set())
    found: dict[str, str | None] = {"python": f"{sys.version_info[0]}.{sys.version_info[1]}"}
    return found | {name: machine.version(name) for name in sorted(chosen)}


def _prepared(prepared: PreparedRef) -> dict[str, Any]:
    """Everything of prepared data that a network meets, but the test split."""
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


def _model(recipe: Recipe) -> list[str]:
    return [f"models.{recipe.model.name.replace('-', '_')}.build"]


def _method(name: str) -> str:
    return f"fitflow.methods.{name.replace('-', '_')}"


def _slice(recipe: Experiment, *names: str) -> dict[str, Any]:
    """Some fields of a recipe, flat, but for those that decide nothing."""
    values = recipe.model_dump(mode="json")
    found: dict[str, Any] = {}
    for name in names:
        found |= _fields(values[name], name)
    return {name: value for name, value in found.items() if name not in FREE}


def _fields(value: Any, name: str) -> dict[str, Any]:
    return dict(flat({name: value}))


def _checkpoint(folder: Path) -> str:
    """The SHA-256 in the name of the newest checkpoint."""
    return sorted(folder.glob("[0-9]*.npz"))[-1].stem.rpartition("-")[2]


def _digest(values: Any) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
