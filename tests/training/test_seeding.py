"""A network's initial weights and dropout depend on its seed alone, whatever the process's other threads draw."""

from __future__ import annotations

import random
import threading

import pytest

from fitflow import load_recipe
from fitflow.steps import load, prepare
from fitflow.training import architecture, runtime


@pytest.fixture
def other_thread():
    """Draws from Python's `random` all the time, as a client does that waits before it asks again."""
    done = threading.Event()

    def draw() -> None:
        while not done.is_set():
            random.random()

    thread = threading.Thread(target=draw)
    thread.start()
    yield
    done.set()
    thread.join()


def small_cnn() -> list[bytes]:
    keras = runtime.import_keras()
    overrides = {"dataset.name": "synthetic", "model.name": "small_cnn", "preprocessing.flatten": False}
    recipe = load_recipe("digits-dense", overrides | {"model.options": {"filters": [8]}})
    network = architecture.build_network(recipe, prepare.run(load.run(recipe.dataset), recipe.preprocessing, 0))
    return [keras.ops.convert_to_numpy(variable).tobytes() for variable in network.variables]


def test_a_thread_that_draws_changes_no_network(other_thread):
    assert len({tuple(small_cnn()) for _ in range(5)}) == 1


def test_the_network_is_the_one_of_keras_own_seed():
    keras = runtime.import_keras()
    from fitflow.training.seeding import seeded

    with seeded(3):
        ours = [keras.layers.Dense(4), keras.layers.Dropout(0.5)]
        ours[0].build((None, 5))
    keras.utils.set_random_seed(3)
    theirs = [keras.layers.Dense(4), keras.layers.Dropout(0.5)]
    theirs[0].build((None, 5))
    for mine, other in zip(ours, theirs, strict=True):
        for array, expected in zip(mine.variables, other.variables, strict=True):
            assert keras.ops.convert_to_numpy(array).tobytes() == keras.ops.convert_to_numpy(expected).tobytes()


def test_outside_of_the_block_python_s_random_counts_again():
    keras = runtime.import_keras()
    from fitflow.training.seeding import seeded

    with seeded(3):
        pass
    random.seed(7)
    first = keras.random.SeedGenerator()
    random.seed(7)
    second = keras.random.SeedGenerator()
    assert keras.ops.convert_to_numpy(first.state).tolist() == keras.ops.convert_to_numpy(second.state).tolist()
