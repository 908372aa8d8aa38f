"""compute: run a method of fitflow/methods on the training data.

A method is a file with three functions. `compute(prepared, seed, *, **options)` returns arrays by name,
`evaluate(arrays, prepared)` returns metrics by name, and `figures(arrays)` returns figures by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from fitflow import discovery
from fitflow.arrays import Array, array_digest
from fitflow.config import Computation
from fitflow.errors import InputError
from fitflow.references import Computed, PreparedRef
from fitflow.reuse.keys import Step, make_step, prepared_inputs, recipe_fields
from fitflow.steps.train import is_recorded as is_recorded  # as for train: by the run that made the result
from fitflow.steps.train import is_there as is_there
from fitflow.store import entries
from fitflow.system import machine

if TYPE_CHECKING:
    from matplotlib.figure import Figure

KIND = "computed"
Returned = TypeVar("Returned")


def key(recipe: Computation, prepared: PreparedRef) -> Step:
    """Return the step's key."""
    code = [run, f"{discovery.module_of('methods', recipe.method.name)}.compute"]
    values = recipe_fields(recipe, "method", "seed")
    return make_step("compute", values, prepared_inputs(prepared), code, machine.facts())


def run(recipe: Computation, prepared: PreparedRef) -> Computed:
    """Run the method and store its arrays.

    Raises:
        InputError: no such method, an unknown option, or data that the method does not support.
    """
    method = discovery.find("methods", recipe.method.name)
    discovery.check_options("method", method.compute, recipe.method.options)
    found: Mapping[str, Array] = plain_error(method.compute, prepared, recipe.seed, **recipe.method.options)
    place = entries.key_of(arrays=array_digest(*found.values()), names=list(found))
    folder = entries.put(KIND, place, found, {"method": recipe.method.name}).path
    return Computed(method=recipe.method.name, path=str(folder))


def figures(computed: Computed) -> dict[str, Figure]:
    """Return the method's figures by name."""
    return discovery.find("methods", computed.method).figures(arrays(computed))


def arrays(computed: Computed) -> dict[str, Array]:
    """Return the arrays that a method computed, by name."""
    entry = entries.open_entry(Path(computed.path))
    return {name: entry.array(name) for name in entry.files}


def plain_error(function: Callable[..., Returned], *arguments: Any, **options: Any) -> Returned:
    """Call a method's function and turn its ValueError into an InputError."""
    try:
        return function(*arguments, **options)
    except ValueError as error:
        raise InputError(f"{function.__module__.rpartition('.')[2]}: {error}") from None
