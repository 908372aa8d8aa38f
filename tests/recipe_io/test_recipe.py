"""A recipe is valid or is refused in one line that names the nearest valid thing."""

from __future__ import annotations

from pathlib import Path

import pytest

from fitflow import discovery, load_recipe
from fitflow.errors import InputError
from fitflow.recipe_io.loading import load_experiment, parse_overrides

BAD = [
    ({"training.epoch": 2}, "did you mean 'training.epochs'?"),
    ({"trainin.epochs": 2}, "did you mean 'training'?"),
    ({"training.epochs": 0}, "training.epochs: input should be greater than or equal to 1"),
    ({"training.epochs": "many"}, "training.epochs: input should be a valid integer"),
    ({"training.epochs.more": 1}, "epochs is a single value"),
    ({"training.batch_size": -1}, "training.batch_size"),
    ({"training.optimizer.name": "adamm"}, "training.optimizer.name"),
    ({"training.optimizer.learning_rate": float("nan")}, "training.optimizer.learning_rate"),
    ({"training.optimizer.nesterov": True}, "nesterov belongs to sgd"),
    ({"training.early_stopping.patience": 2}, "needs preprocessing.validation_split"),
    ({"training.plateau.patience": 2}, "needs preprocessing.validation_split"),
    ({"training.augmentation.flip": True}, "preprocessing.flatten=false"),
    ({"preprocessing.validation_split": 1.0}, "preprocessing.validation_split"),
    ({"dataset.name": "mnits"}, "did you mean 'mnist'?"),
    ({"model.name": "lenett"}, "did you mean 'lenet'?"),
    ({"seed": -1}, "seed"),
]


@pytest.mark.parametrize("name", discovery.available("recipes"))
def test_every_recipe_is_valid_and_named_after_its_file(name: str):
    assert load_experiment(name).name == name.replace("_", "-")


def test_an_override_replaces_one_field_and_keeps_the_rest():
    plain, changed = load_recipe("mnist-dense"), load_recipe("mnist-dense", {"training.epochs": 2})
    assert changed.training.epochs == 2
    assert changed.model_copy(update={"training": plain.training}) == plain


@pytest.mark.parametrize(("overrides", "said"), BAD, ids=lambda value: str(value)[:40])
def test_a_bad_value_is_one_line_that_helps(overrides: dict[str, object], said: str):
    with pytest.raises(InputError) as caught:
        load_recipe("mnist-dense", overrides)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unknown_recipe_names_the_nearest():
    with pytest.raises(InputError, match="did you mean 'mnist-dense'"):
        load_recipe("mnist-dens")


def test_overrides_on_the_command_line_are_json_or_text():
    pairs = ["a.b=2", "c=text", "d=true", "e=[1, 2]", "f=1e-3", "g=None"]
    assert parse_overrides(pairs) == {"a.b": 2, "c": "text", "d": True, "e": [1, 2], "f": 1e-3, "g": None}
    with pytest.raises(InputError, match="KEY=VALUE"):
        parse_overrides(["epochs"])


def test_a_users_own_file_is_a_recipe(tmp_path: Path):
    source = (Path(__file__).parents[2] / "recipes" / "images" / "digits_dense.py").read_text()
    file = tmp_path / "mine.py"
    file.write_text(source.replace("digits-dense", "mine"))
    assert load_recipe(str(file)).name == "mine"
    file.write_text(source.replace("epochs=20", "epochs=0"))
    with pytest.raises(InputError, match="epochs: input should be greater"):
        load_recipe(str(file))
    file.write_text("from recipes.digits_dense import RECIPE")
    with pytest.raises(InputError, match=r"No module named 'recipes.*if fitflow's is meant, write: fitflow\.recipes"):
        load_recipe(str(file))
    file.write_text("RECIPE = 3")
    with pytest.raises(InputError, match="has no RECIPE"):
        load_recipe(str(file))
    with pytest.raises(InputError, match="no recipe file"):
        load_recipe(str(tmp_path / "other.py"))
