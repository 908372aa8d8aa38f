"""Experiments without training: a method of fitflow/methods is found by name, run on data, and judged.

A method is a file with three functions. `compute(prepared, seed, *, **options)` returns arrays by name,
`evaluate(arrays, prepared)` metrics by name, `figures(arrays)` figures by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from fitflow import discovery, store
from fitflow.config import Computation
from fitflow.datasets.base import Array, array_digest
from fitflow.errors import InputError
from fitflow.refs import Computed, Metrics, PreparedRef

if TYPE_CHECKING:
    from matplotlib.figure import Figure

KIND = "computed"
PACKAGE = "fitflow.methods"
Found = TypeVar("Found")


def compute(recipe: Computation, prepared: PreparedRef) -> Computed:
    """Do the computation; its arrays are kept in the store.

    Raises:
        InputError: no such method, an unknown option, or data that the method cannot take.
    """
    method = discovery.find(PACKAGE, recipe.method.name)
    discovery.check_options("method", method.compute, recipe.method.options)
    arrays: Mapping[str, Array] = _plain_error(method.compute, prepared, recipe.seed, **recipe.method.options)
    key = store.key_of(arrays=array_digest(*arrays.values()), names=list(arrays))
    folder = store.put(KIND, key, arrays, {"method": recipe.method.name}).path
    return Computed(method=recipe.method.name, path=str(folder))


def evaluate(computed: Computed, prepared: PreparedRef) -> Metrics:
    """Judge the arrays."""
    method = discovery.find(PACKAGE, computed.method)
    values: dict[str, float] = _plain_error(method.evaluate, _arrays(computed), prepared)
    return Metrics(values=values, num_examples=prepared.dataset.num_test, path=computed.path)


def figures(computed: Computed) -> dict[str, Figure]:
    """What people look at."""
    return discovery.find(PACKAGE, computed.method).figures(_arrays(computed))


def _arrays(computed: Computed) -> dict[str, Array]:
    entry = store.open_entry(Path(computed.path))
    return {name: entry.array(name) for name in entry.files}


def _plain_error(function: Callable[..., Found], *arguments: Any, **options: Any) -> Found:
    try:
        return function(*arguments, **options)
    except ValueError as error:
        raise InputError(f"{function.__module__.rpartition('.')[2]}: {error}") from None
