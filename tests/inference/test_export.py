"""Exports: each format loads and agrees with the model, and what disagrees, or cannot be made, leaves nothing."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from fitflow import tracking
from fitflow.cli.main import app
from fitflow.errors import InputError, RunFailed
from fitflow.inference import export_formats
from tests.documents import conforms
from tests.inference.conftest import Models

FORMATS = ("saved_model", "onnx", "litert")


def export(name: str, format_: str, out: Path, *more: str) -> dict:
    arguments = ["export", name, "--format", format_, "--out", str(out), "--json", *more]
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return conforms(json.loads(done.stdout), "export")


@pytest.mark.parametrize("format_", FORMATS)
def test_an_export_gives_the_models_numbers(models: Models, digit_images, format_: str, tmp_path: Path):
    out = tmp_path / f"digits{export_formats.FORMATS[format_].suffix}"
    report = export("digits@champion", format_, out)
    assert report["max_difference"] <= 1e-5 and report["accuracy_difference"] == 0 and report["same_class"] == 1
    assert report["num_examples"] == 256 and report["export_bytes"] > 1000
    assert report["model_ms"] > 0 and report["export_ms"] > 0
    network = tracking.load_keras(tracking.find_model("digits@champion"))
    for images in (digit_images, digit_images[:1]):  # any number of examples
        np.testing.assert_allclose(
            export_formats.load(format_, out)(images), network.predict(images, verbose=0), atol=1e-5
        )
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


@pytest.mark.parametrize("format_", FORMATS)
def test_a_model_of_rows_keeps_its_numbers_in_float64_input(models: Models, format_: str, tmp_path: Path):
    report = export(models.price["run_id"], format_, tmp_path / f"price{export_formats.FORMATS[format_].suffix}")
    assert report["max_difference"] <= 1e-5 and "same_class" not in report


def test_a_difference_above_the_bound_is_a_failure_and_keeps_nothing(models: Models, tmp_path: Path):
    with pytest.raises(RunFailed, match="more than 0; nothing was kept; allow more with --max-difference") as failed:
        export("digits@champion", "onnx", tmp_path / "digits.onnx", "--max-difference", "0")
    assert failed.value.exit_code == 1 and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format_", FORMATS)
def test_mixed_precision_is_exported_within_its_own_rounding(format_: str, tmp_path: Path):
    """ONNX's and LiteRT's runtimes know no bfloat16 convolution: there the export computes in float32."""
    import keras

    from fitflow.models import small_cnn

    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        keras.utils.set_random_seed(0)
        inputs = keras.Input((28, 28, 1), dtype="uint8")
        scaled = keras.layers.Rescaling(1 / 255, dtype="float32")(inputs)
        network = small_cnn.build((28, 28, 1), 10)
        outputs = keras.layers.Softmax(dtype="float32")(network(scaled))
        model = keras.Model(inputs, outputs)
    finally:
        keras.config.set_dtype_policy(policy)
    images = np.random.default_rng(0).integers(0, 256, (20, 28, 28, 1)).astype(np.uint8)
    path = tmp_path / f"cnn{export_formats.FORMATS[format_].suffix}"
    export_formats.write(model, format_, path)
    apart = np.abs(export_formats.load(format_, path)(images) - model.predict(images, verbose=0)).max()
    assert apart <= export_formats.bound(model, format_)
    assert (
        export_formats.bound(model, "saved_model")
        < export_formats.bound(model, "onnx")
        == export_formats.bound(model, "litert")
    )


def test_what_cannot_be_written_is_said_before_anything_is_loaded(tmp_path: Path):
    (tmp_path / "there.onnx").write_text("mine")
    for name, said in (("there.onnx", "exists"), ("a.tflite", "must end in .onnx"), ("no/a.onnx", "is not a folder")):
        with pytest.raises(InputError, match=said):
            export("digits@champion", "onnx", tmp_path / name)
    with pytest.raises(InputError, match="must be 0 or more"):
        export("digits@champion", "onnx", tmp_path / "a.onnx", "--max-difference", "-1")
    assert (tmp_path / "there.onnx").read_text() == "mine"


@pytest.mark.parametrize(("format_", "module"), [("onnx", "tf2onnx"), ("litert", "ai_edge_litert.interpreter")])
def test_a_missing_package_is_named_with_the_extra(format_: str, module: str, monkeypatch, tmp_path: Path):
    monkeypatch.setitem(sys.modules, module, None)  # as Python marks what cannot be imported
    with pytest.raises(InputError, match=r"needs .*; install: pip install 'fitflow\[export\]'"):
        export("digits@champion", format_, tmp_path / f"a{export_formats.FORMATS[format_].suffix}")
