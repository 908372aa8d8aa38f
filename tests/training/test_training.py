"""Training really uses what the recipe says, and stops where the numbers break."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fitflow import load_recipe
from fitflow.errors import InputError, RunFailed
from fitflow.references import TrainedRef
from fitflow.steps import load, prepare
from fitflow.training import architecture, checkpoints, runtime

QUICK = {"training.epochs": 2, "dataset.name": "synthetic", "runtime.jit_compile": False}


def fit(
    tmp_path: Path, name: str = "digits-dense", start: Any = None, initial_epoch: int = 0, **overrides: object
) -> TrainedRef:
    runtime.import_keras()
    from fitflow.training import fit as training

    recipe = load_recipe(name, QUICK | {key.replace("__", "."): value for key, value in overrides.items()})
    prepared = prepare.run(load.run(recipe.dataset), recipe.preprocessing, recipe.seed)
    chosen = runtime.choose(recipe.runtime, convolutional=False)
    runtime.apply(chosen)
    network = architecture.build_network(recipe, prepared)
    return training.train(
        network, recipe, prepared, chosen, tmp_path, lambda metrics, epoch: None, start, initial_epoch
    )


def weights(trained: TrainedRef) -> list[np.ndarray]:
    import keras

    return keras.models.load_model(trained.path, compile=False).get_weights()


def test_the_loss_falls_and_each_curve_has_a_point_an_epoch(tmp_path: Path):
    trained = fit(tmp_path, training__epochs=4)
    assert trained.history["loss"][-1] < trained.history["loss"][0]
    assert {len(curve) for curve in trained.history.values()} == {4}
    assert {"loss", "accuracy", "val_loss", "val_accuracy", "learning_rate"} <= set(trained.history)


def test_the_same_seed_gives_the_same_weights_and_another_does_not(tmp_path: Path):
    first, again, other = (weights(fit(tmp_path / name, seed=seed)) for name, seed in (("a", 0), ("b", 0), ("c", 1)))
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    assert any((a != c).any() for a, c in zip(first, other, strict=True))


def test_a_loss_that_breaks_stops_the_run_and_names_the_step(tmp_path: Path):
    """The same break, looked at after every step and after many: both name the one step."""
    said = []
    for steps in (1, 16):
        overrides = {"training__optimizer": {"name": "sgd", "learning_rate": 1e30}, "training__epochs": 20}
        with pytest.raises(
            RunFailed, match=r"the loss became (nan|inf) in epoch 1, step \d+; .*learning_rate"
        ) as broken:
            fit(tmp_path, runtime__steps_per_execution=steps, **overrides)
        said.append(str(broken.value).partition(", ")[2].partition(";")[0])
    assert said[0] == said[1] != "step 16"


def test_early_stopping_ends_the_run_and_keeps_the_best_weights(tmp_path: Path):
    overrides = {"training__epochs": 60, "training__optimizer": {"name": "sgd", "learning_rate": 3.0}}
    trained = fit(tmp_path, training__early_stopping={"patience": 2}, **overrides)
    losses = trained.history["val_loss"]
    assert trained.best_epoch == int(np.argmin(losses))
    assert trained.epochs <= trained.best_epoch + 3


def test_the_learning_rate_follows_the_schedule(tmp_path: Path):
    optimizer = {"name": "sgd", "learning_rate": 0.1, "schedule": {"name": "linear", "warmup_epochs": 1}}
    rates = fit(tmp_path, training__epochs=4, training__optimizer=optimizer).history["learning_rate"]
    assert rates[0] == pytest.approx(0.1, rel=0.1)
    assert rates == sorted(rates, reverse=True) and rates[-1] == pytest.approx(0, abs=1e-6)


def test_a_warmup_as_long_as_the_run_is_refused(tmp_path: Path):
    optimizer = {"name": "sgd", "learning_rate": 0.1, "schedule": {"name": "cosine", "warmup_epochs": 2}}
    with pytest.raises(InputError, match="warmup_epochs"):
        fit(tmp_path, training__optimizer=optimizer)


def test_label_smoothing_and_augmentation_train_a_convolutional_network(tmp_path: Path):
    overrides = {
        "preprocessing__flatten": False,
        "model__name": "small_cnn",
        "model__options": {},
        "training__augmentation": {"flip": True, "shift": 1},
    }
    trained = fit(tmp_path, training__label_smoothing=0.1, training__epochs=6, **overrides)
    assert trained.history["loss"][-1] < trained.history["loss"][0]


CONTINUED = [
    {},
    {"training__optimizer": {"name": "sgd", "learning_rate": 0.05, "momentum": 0.9}},
    {"training__optimizer": {"name": "rmsprop"}, "training__label_smoothing": 0.1},
    {
        "model__name": "small_cnn",
        "model__options": {"dropout": 0.3},
        "preprocessing__flatten": False,
        "training__augmentation": {"flip": True, "shift": 1},
    },
]


@pytest.mark.parametrize("overrides", CONTINUED, ids=["adam", "sgd", "rmsprop", "dropout and augmentation"])
def test_two_sittings_give_the_weights_of_one(overrides: dict, tmp_path: Path):
    whole = fit(tmp_path / "whole", training__epochs=4, **overrides)
    first = fit(tmp_path / "first", training__epochs=2, **overrides)
    start = checkpoints.load(Path(first.checkpoint))
    second = fit(tmp_path / "second", start=start, initial_epoch=2, training__epochs=2, **overrides)
    assert all((a == b).all() for a, b in zip(weights(whole), weights(second), strict=True))
    assert (second.initial_epoch, second.epochs) == (2, 4)
    assert second.history["loss"] == whole.history["loss"]


def test_an_epoch_may_go_through_the_data_many_times(tmp_path: Path):
    once = {"dataset__name": "xor", "preprocessing__flatten": False, "preprocessing__validation_split": 0}
    once |= {"model__name": "xor_mlp", "model__options": {}, "training__loss__name": "binary_crossentropy"}
    many = fit(tmp_path / "many", training__batch_size=4, training__epochs=2, training__repeat=10, **once)
    single = fit(tmp_path / "single", training__batch_size=4, training__epochs=20, **once)
    for ours, theirs in zip(weights(many), weights(single), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_kernels_start_as_the_recipe_says(tmp_path: Path):
    still = {"training__optimizer": {"name": "sgd", "learning_rate": 1e-30}, "training__epochs": 1}
    kernel, bias, *_ = weights(fit(tmp_path, model__kernel_stddev=0.01, **still))
    assert kernel.std() == pytest.approx(0.01, rel=0.1) and abs(bias).max() < 1e-20


@pytest.mark.parametrize(("penalty", "norm"), [("l1", 1), ("l2", 2)])
def test_a_penalty_makes_kernels_smaller_and_is_part_of_the_loss(penalty: str, norm: int, tmp_path: Path):
    free = fit(tmp_path / "free")
    bound = fit(tmp_path / "bound", **{f"training__penalty__{penalty}": 0.01})
    sizes = [sum(np.linalg.norm(array.ravel(), norm) for array in weights(trained)) for trained in (free, bound)]
    assert sizes[1] < 0.95 * sizes[0]
    assert bound.history["loss"][0] > free.history["loss"][0]


REGRESSION = {
    "dataset__name": "linear-synthetic",
    "preprocessing__scale": "none",
    "preprocessing__flatten": False,
    "preprocessing__validation_split": 0,
    "model__name": "linear_regression",
    "model__options": {},
    "training__batch_size": 10,
    "training__optimizer": {"name": "sgd", "learning_rate": 0.03},
}


@pytest.mark.parametrize("loss", [{"name": "mean_squared_error"}, {"name": "huber", "beta": 0.5}], ids=["mse", "huber"])
def test_a_regression_finds_the_true_parameters(loss: dict, tmp_path: Path):
    kernel, bias = weights(fit(tmp_path, training__loss=loss, training__epochs=4, **REGRESSION))
    np.testing.assert_allclose([*kernel[:, 0], *bias], [2, -3.4, 4.2], atol=0.01)


def test_in_float64_nothing_is_rounded_to_float32(tmp_path: Path):
    trained = fit(tmp_path, runtime__floatx="float64", **REGRESSION)
    kernel, _ = weights(trained)
    assert kernel.dtype == np.float64 and (kernel != kernel.astype(np.float32)).any()


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ({"training__loss": {"name": "huber"}}, "does not fit synthetic, whose targets are classes"),
        ({"training__loss": {"name": "binary_crossentropy"}}, "needs 2 classes; synthetic has 4"),
        (REGRESSION | {"training__loss": {"name": "categorical_crossentropy"}}, "whose targets are numbers"),
    ],
)
def test_a_loss_that_does_not_fit_is_refused(overrides: dict, said: str, tmp_path: Path):
    with pytest.raises(InputError, match=said):
        fit(tmp_path, **overrides)
