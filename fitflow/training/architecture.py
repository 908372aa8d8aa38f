"""Build a recipe's network with its file in models/."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fitflow import discovery
from fitflow.config import Recipe
from fitflow.errors import InputError, first_line
from fitflow.references import PreparedRef
from fitflow.training import runtime

if TYPE_CHECKING:
    import keras


def build_network(recipe: Recipe, prepared: PreparedRef) -> keras.Model:
    """Build the recipe's network, from prepared examples to logits, with initial weights drawn from its seed.

    Raises:
        InputError: no such model, an option that it does not have, or an unsupported input shape.
    """
    runtime.import_keras()
    from fitflow.training import losses, networks
    from fitflow.training.seeding import seeded

    build = discovery.find("models", recipe.model.name).build
    discovery.check_options("model", build, recipe.model.options)
    num_outputs = losses.num_outputs(recipe.training.loss, prepared.dataset)
    shape = input_shape(prepared)
    try:
        with seeded(recipe.seed):  # here, not in the flow: see docs/decisions.md
            network = build(shape, num_outputs, **recipe.model.options)
    except (ValueError, TypeError) as error:
        reason = first_line(error)
        raise InputError(f"model {recipe.model.name} cannot be built for examples of shape {shape}: {reason}") from None
    if recipe.model.kernel_stddev is not None:
        networks.draw_kernels(network, recipe.model.kernel_stddev, recipe.seed)
    return network


def input_shape(prepared: PreparedRef) -> tuple[int, ...]:
    """Return the shape of one prepared example."""
    shape = prepared.dataset.input_shape
    if prepared.num_components:
        return (prepared.num_components,)
    return (int(np.prod(shape)),) if prepared.flatten else shape
