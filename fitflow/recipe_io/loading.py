"""Load a recipe from user input: find it, apply overrides, validate; errors are one line."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from fitflow import discovery
from fitflow.config import Computation, Experiment, Recipe
from fitflow.errors import InputError, first_line, nearest
from fitflow.system import secrets

MAX_DEPTH = 8  # nesting of keys and values; options nest two deep
FORMER_PACKAGES = ("flows", "models", "recipes", "tasks")  # beside fitflow until 0.1
SHOWN = 80  # characters of an invalid value in a message


def load_recipe(name: str, overrides: Mapping[str, Any] | None = None) -> Recipe:
    """Load a recipe that trains a network; see `load_experiment`.

    Raises:
        InputError: as there, or the recipe is a computation.
    """
    recipe = load_experiment(name, overrides)
    if not isinstance(recipe, Recipe):
        raise InputError(f"{name} is a computation and trains no network; try: fitflow run {name}")
    return recipe


def load_experiment(name: str, overrides: Mapping[str, Any] | None = None) -> Experiment:
    """Load a recipe by name or from a user's own file, with overrides applied.

    Args:
        name: name of a file in recipes (``mnist-dense``), or a path that ends in ``.py``.
        overrides: new values by dotted field, for example ``{"training.epochs": 2}``.

    Raises:
        InputError: no such recipe, an unknown field, or an invalid value.
    """
    module = _load_file(Path(name)) if name.endswith(".py") else discovery.find("recipes", name)
    recipe = getattr(module, "RECIPE", None)
    if not isinstance(recipe, Recipe | Computation):
        raise InputError(f"{name} has no RECIPE; expected a line such as: RECIPE = Recipe(name=...)")
    return replaced(recipe, overrides or {})


def replaced(recipe: Experiment, overrides: Mapping[str, Any]) -> Experiment:
    """Return the recipe with overrides applied, validated.

    Raises:
        InputError: an unknown field or an invalid value.
    """
    values = recipe.model_dump(mode="json")
    for key, value in overrides.items():
        _replace(values, type(recipe), key, value)
    return check(validate(values, Recipe if isinstance(recipe, Recipe) else Computation))


def load_values(values: Mapping[str, Any]) -> Recipe:
    """Validate plain values, such as a run's record, as a recipe that trains a network.

    Raises:
        InputError: an unknown key, an invalid value, or no such dataset or model.
    """
    recipe = check(validate(values, Recipe))
    if not isinstance(recipe, Recipe):
        raise InputError(f"{recipe.name} trains no network")
    return recipe


def validated(values: Mapping[str, Any]) -> Experiment:
    """Validate plain values, such as a run's record, as a recipe of either kind.

    Raises:
        InputError: an unknown key, an invalid value, or no such dataset, model or method.
    """
    return check(validate(values, Computation if "method" in values else Recipe))


def validate(values: Mapping[str, Any], kind: type[Recipe] | type[Computation]) -> Experiment:
    """Validate plain values as a recipe of `kind`, with a one-line error message.

    Raises:
        InputError: an unknown key or an invalid value.
    """
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise InputError(_one_line(error, kind)) from None


def check(recipe: Experiment) -> Experiment:
    """Check that a recipe holds no secret and that its dataset, model or method exists; return the recipe.

    Raises:
        InputError: a value looks like a secret, or a name does not exist (the message names the nearest).
    """
    for name in secrets.found_in(recipe.model_dump(mode="json")):
        raise InputError(f"{name} looks like a secret, and recipes are recorded; put it into an environment variable")
    _known("datasets", recipe.dataset.name)
    if isinstance(recipe, Recipe):
        _known("models", recipe.model.name)
    else:
        _known("methods", recipe.method.name)
    return recipe


def parse_overrides(pairs: list[str]) -> dict[str, Any]:
    """Parse ``["training.epochs=2"]`` to ``{"training.epochs": 2}``; a value that is not JSON is taken as text.

    Raises:
        InputError: a pair without ``=``.
    """
    overrides: dict[str, Any] = {}
    for pair in pairs:
        key, separator, text = pair.partition("=")
        if not separator or not key.strip():
            raise InputError(f"--set {pair!r} is not KEY=VALUE; for example: --set training.epochs=2")
        if key.count(".") >= MAX_DEPTH:
            raise InputError(
                f"--set {_short(key)}: more than {MAX_DEPTH} dots in a key; for example: training.epochs=2"
            )
        overrides[key.strip()] = _value(key.strip(), text.strip())
    return overrides


def _value(key: str, text: str) -> Any:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:  # a number of over 4,300 digits raises no JSONDecodeError
        if not isinstance(error, json.JSONDecodeError):
            raise InputError(
                f"--set {key}: {_short(text)} cannot be read: number too long, or nested too deep; "
                "expected a plain value"
            ) from None
        words = {"True": True, "False": False, "None": None}
        return words.get(text, text)
    if _is_deeper(value, MAX_DEPTH):
        raise InputError(f"--set {key}: {_short(text)} is nested more than {MAX_DEPTH} deep; expected a plain value")
    return value


def _is_deeper(value: Any, depth: int) -> bool:
    if not isinstance(value, list | dict):
        return False
    inner: Any = value.values() if isinstance(value, dict) else value
    return depth == 0 or any(_is_deeper(item, depth - 1) for item in inner)


def _short(value: Any) -> str:
    """Return a value as text, shortened for an error message."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


def _known(kind: str, name: str) -> None:
    if not discovery.exists(kind, name):
        discovery.find(kind, name)


def _load_file(path: Path) -> ModuleType:
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "does not exist"
        raise InputError(f"no recipe file {path}: it {what}; expected a Python file that defines RECIPE")
    spec = importlib.util.spec_from_file_location(f"user_recipe_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise InputError(f"{path} cannot be read as Python")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        with contextlib.redirect_stdout(sys.stderr):  # keep its prints out of the results on stdout
            spec.loader.exec_module(module)
    except ValidationError as error:
        kind = Computation if error.title == Computation.__name__ else Recipe
        raise InputError(f"{path}: {_one_line(error, kind)}") from None
    except (Exception, SystemExit) as error:
        reason = f"{type(error).__name__}: {first_line(error)}"
        wanted = _new_name(error) or "expected Python that defines RECIPE"
        raise InputError(f"{path} cannot be loaded: {_short(reason)}; {wanted}") from None
    return module


def _new_name(error: BaseException) -> str | None:
    """What to write for a package that an earlier fitflow installed beside itself; None for any other error."""
    name = error.name if isinstance(error, ModuleNotFoundError) else None
    if name is None or name.partition(".")[0] not in FORMER_PACKAGES:
        return None
    return f"if fitflow's is meant, write: fitflow.{name.partition('.')[0]} (see: fitflow list)"


def _replace(values: dict[str, Any], model: type[BaseModel], key: str, value: Any) -> None:
    """Set a dotted key in nested plain values, checking each part against the model's fields."""
    *parents, last = key.split(".")
    node: dict[str, Any] = values
    kind: type[BaseModel] | None = model
    for step in parents:
        _check_field(kind, step, key)
        kind = _part_of(kind, step)
        child = node.get(step)
        if child is None and (kind is not None or step not in node):
            child = {}
        if not isinstance(child, dict):
            raise InputError(f"{key}: {step} is a single value and has no field {last!r}")
        node[step] = child
        node = child
    _check_field(kind, last, key)
    node[last] = value


def _check_field(kind: type[BaseModel] | None, step: str, key: str) -> None:
    if kind is None or step in kind.model_fields:
        return
    prefix = key[: key.rindex(step)]
    raise InputError(f"unknown key {key!r}: {nearest(prefix + step, [prefix + field for field in kind.model_fields])}")


def _part_of(kind: type[BaseModel] | None, step: str) -> type[BaseModel] | None:
    """Return a field's pydantic class, also from ``X | None``; None if the field has none, such as a dict."""
    if kind is None:
        return None
    annotation = kind.model_fields[step].annotation
    for option in (annotation, *get_args(annotation)):
        if isinstance(option, type) and issubclass(option, BaseModel):
            return option
    return None


def _one_line(error: ValidationError, kind: type[BaseModel]) -> str:
    """Return the first problem of a validation error, with its dotted key and the given value."""
    first = error.errors()[0]
    key = ".".join(str(step) for step in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"unknown key {key!r}: {nearest(key, _keys(kind))}"
    if not key:
        return first["msg"].removeprefix("Value error, ")
    message = first["msg"].removeprefix("Value error, ")
    given = (
        "" if first["type"] == "missing" or isinstance(first["input"], dict) else f" (given: {_short(first['input'])})"
    )
    return f"{key}: {message[0].lower() + message[1:]}{given}"


def _keys(model: type[BaseModel], prefix: str = "") -> list[str]:
    keys: list[str] = []
    for name in model.model_fields:
        part = _part_of(model, name)
        keys += _keys(part, f"{prefix}{name}.") if part else [prefix + name]
    return keys
