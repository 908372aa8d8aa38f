"""build: build the network once to describe it, and choose device, precision and compilation."""

from __future__ import annotations

from fitflow import discovery
from fitflow.config import Recipe
from fitflow.references import DatasetRef, ModelRef, PreparedRef
from fitflow.reuse.keys import Step, make_step, recipe_fields
from fitflow.system import machine


def key(recipe: Recipe, prepared: PreparedRef) -> Step:
    """Return the step's key."""
    return _key(recipe, prepared.dataset, prepared.num_components)


def early_key(recipe: Recipe, dataset: DatasetRef) -> Step | None:
    """Return the key before the data is prepared; None if the number of PCA components is still unknown."""
    return None if recipe.preprocessing.pca is not None else _key(recipe, dataset, 0)


def run(recipe: Recipe, prepared: PreparedRef) -> ModelRef:
    """Build the network, describe it and choose its runtime settings."""
    from fitflow.training import runtime
    from fitflow.training.architecture import build_network

    keras = runtime.import_keras()
    runtime.apply(runtime.choose(recipe.runtime, convolutional=False))  # an earlier run may have left other settings
    network = build_network(recipe, prepared)
    convolutional = any(isinstance(layer, keras.layers.Conv2D) for layer in network.layers)
    return ModelRef(
        name=recipe.model.name,
        num_parameters=network.count_params(),
        convolutional=convolutional,
        runtime=runtime.choose(recipe.runtime, convolutional).tags(),
    )


def model_code(recipe: Recipe) -> str:
    """Return the dotted name of the recipe's build function, which is looked up by the model's name."""
    return f"{discovery.module_of('models', recipe.model.name)}.build"


def _key(recipe: Recipe, dataset: DatasetRef, components: int) -> Step:
    values = recipe_fields(recipe, "model", "runtime") | {"training.loss.name": recipe.training.loss.name}
    inputs = {
        "example shape": dataset.input_shape,
        "flattened": recipe.preprocessing.flatten,
        "components": components,
        "task": dataset.task,
        "classes": len(dataset.class_names),
    }
    return make_step("build", values, inputs, [run, model_code(recipe)], machine.facts())
