"""A network's initial weights and dropout depend on its seed alone, whatever the process's other threads draw."""

from __future__ import annotations

import random
import subprocess
import sys
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


KERAS_ALONE = """
import keras
keras.utils.set_random_seed(3)
dense, dropout = keras.layers.Dense(4), keras.layers.Dropout(0.5)
dense.build((None, 5))
print([keras.ops.convert_to_numpy(array).tobytes().hex() for array in [*dense.variables, *dropout.variables]])
"""


def test_the_network_is_the_one_of_keras_own_seed():
    """In a process without other threads, Keras's own function gives the same."""
    keras = runtime.import_keras()
    from fitflow.training.seeding import seeded

    with seeded(3):
        dense, dropout = keras.layers.Dense(4), keras.layers.Dropout(0.5)
        dense.build((None, 5))
    ours = [keras.ops.convert_to_numpy(array).tobytes().hex() for array in [*dense.variables, *dropout.variables]]
    alone = subprocess.run([sys.executable, "-c", KERAS_ALONE], capture_output=True, text=True, check=True)
    assert alone.stdout.strip().endswith(str(ours))


def test_after_the_block_seeds_are_not_the_same_again():
    keras = runtime.import_keras()
    from fitflow.training.seeding import seeded

    with seeded(3):
        pass
    seeds = {tuple(keras.ops.convert_to_numpy(keras.random.SeedGenerator().state)) for _ in range(3)}
    assert len(seeds) == 3
