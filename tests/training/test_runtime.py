"""Choices for the device: the recipe wins, else the network and the hardware decide."""

from __future__ import annotations

import pytest

from fitflow.config import RuntimeConfig
from fitflow.training.runtime import Device, _jit, _precision

AMX = Device("tensorflow", "cpu", "some CPU", True)
PLAIN = Device("tensorflow", "cpu", "some CPU", False)
GPU = Device("tensorflow", "gpu", "some GPU", True)
OLD_GPU = Device("tensorflow", "gpu", "some GPU", False)


@pytest.mark.parametrize(
    ("device", "convolutional", "expected"),
    [
        (PLAIN, True, "float32"),
        (AMX, True, "mixed_bfloat16"),
        (AMX, False, "float32"),
        (GPU, True, "mixed_bfloat16"),
        (OLD_GPU, True, "float32"),
    ],
)
def test_auto_precision(device: Device, convolutional: bool, expected: str):
    assert _precision(RuntimeConfig(), device, convolutional)[0] == expected


@pytest.mark.parametrize(
    ("device", "convolutional", "expected"), [(PLAIN, False, True), (PLAIN, True, False), (GPU, True, True)]
)
def test_auto_compilation(device: Device, convolutional: bool, expected: bool):
    assert _jit(RuntimeConfig(), device, convolutional)[0] is expected


def test_the_recipes_own_choice_wins_and_says_so():
    assert _precision(RuntimeConfig(precision="float32"), AMX, True) == ("float32", "set in the recipe")
    assert _jit(RuntimeConfig(jit_compile=True), PLAIN, True) == (True, "set in the recipe")
