"""Export formats: the packages that each needs, and how to write and run it."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np

from fitflow.arrays import Array
from fitflow.errors import InputError, first_line
from fitflow.training import runtime

Format = Literal["saved_model", "onnx", "litert"]
Predict = Callable[[Array], Array]
MAX_DIFFERENCE = 1e-5
MAX_DIFFERENCE_ROUNDED = 0.05  # if the model itself rounds to 8 or 11 bits and the export does not
WIDER = ("mixed_bfloat16", "mixed_float16", "float64")


class ExportFormat(NamedTuple):
    """A format: its file ending, Keras's name of it, the modules it needs, and how to load a file of it.

    `float32_only` formats have no bfloat16 convolution, or no float64 product: see docs/decisions.md.
    """

    suffix: str
    keras_name: str
    needs: tuple[str, ...]
    float32_only: bool
    load: Callable[[Path], Predict]


def check_available(format_: Format) -> None:
    """Refuse a format that this environment does not support, before anything is loaded.

    Raises:
        InputError: a package is missing, or Keras runs on another backend than TensorFlow.
    """
    backend = runtime.import_keras().backend.backend()  # quietly, before what imports TensorFlow loudly
    if backend != "tensorflow":
        raise InputError(f"exports are made with TensorFlow, and KERAS_BACKEND is {backend}; run again without it")
    missing: list[str] = []
    for name in FORMATS[format_].needs:
        try:
            importlib.import_module(name)
        except ImportError:
            missing.append(name.partition(".")[0].replace("_", "-"))
    if missing:
        raise InputError(f"format {format_} needs {', '.join(missing)}; install: pip install 'fitflow[export]'")


def bound(network: Any, format_: Format) -> float:
    """Largest allowed difference of an export: float32 rounding, or the model's own if coarser."""
    rounds = any(name.startswith("mixed") for name in _policies(network))
    return MAX_DIFFERENCE_ROUNDED if rounds and FORMATS[format_].float32_only else MAX_DIFFERENCE


def write(network: Any, format_: Format, path: Path) -> None:
    """Write a model: a folder for saved_model, a file for the other formats.

    Raises:
        InputError: the format cannot express the model.
    """
    chosen = _in_float32(network) if FORMATS[format_].float32_only else network
    chosen(np.zeros((1, *chosen.input_shape[1:]), chosen.inputs[0].dtype))  # Keras writes ONNX only after a first call
    try:
        with runtime.stderr_silenced():
            chosen.export(str(path), format=FORMATS[format_].keras_name, verbose=False)
    except Exception as error:  # TensorFlow's converters share no base class
        raise InputError(f"this model cannot be written as {format_}: {first_line(error)}") from None


def load(format_: Format, path: Path) -> Predict:
    """Load an exported model in the format's own runtime.

    Raises:
        InputError: the runtime cannot load the file.
    """
    try:
        with runtime.stderr_silenced():
            return FORMATS[format_].load(path)
    except Exception as error:  # the runtimes share no base class
        raise InputError(f"the exported {format_} does not load: {first_line(error)}") from None


def _policies(network: Any) -> set[str]:
    return {layer.dtype_policy.name for layer in network._flatten_layers()}


def _in_float32(network: Any) -> Any:
    """A copy of the model that computes in float32; the model itself if it already does."""
    if not _policies(network) & set(WIDER):
        return network
    keras = runtime.import_keras()
    copy = keras.models.model_from_json(json.dumps(_with_float32(json.loads(network.to_json()))))
    copy.set_weights(network.get_weights())
    return copy


def _with_float32(config: Any) -> Any:
    """A model's config with every other dtype policy replaced; inputs keep their dtype."""
    if isinstance(config, list):
        return [_with_float32(part) for part in config]
    if not isinstance(config, dict):
        return config
    if config.get("class_name") == "DTypePolicy" and config["config"]["name"] in WIDER:
        return config | {"config": config["config"] | {"name": "float32"}}
    return {key: _with_float32(value) for key, value in config.items()}


def _load_saved_model(path: Path) -> Predict:
    keras = runtime.import_keras()
    layer: Any = keras.layers.TFSMLayer(str(path), call_endpoint="serve")
    return lambda examples: keras.ops.convert_to_numpy(layer.call(keras.ops.convert_to_tensor(examples)))


def _load_onnx(path: Path) -> Predict:
    onnxruntime = importlib.import_module("onnxruntime")
    session: Any = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda examples: session.run(None, {name: examples})[0]


def _load_litert(path: Path) -> Predict:
    interpreter: Any = importlib.import_module("ai_edge_litert.interpreter").Interpreter(str(path))
    input_index, output_index = (
        interpreter.get_input_details()[0]["index"],
        interpreter.get_output_details()[0]["index"],
    )
    interpreter.allocate_tensors()

    def predict(examples: Array) -> Array:
        if tuple(interpreter.get_input_details()[0]["shape"]) != examples.shape:
            interpreter.resize_tensor_input(input_index, examples.shape)
            interpreter.allocate_tensors()
        interpreter.set_tensor(input_index, examples)
        interpreter.invoke()
        return interpreter.get_tensor(output_index)

    return predict


FORMATS: dict[Format, ExportFormat] = {
    "saved_model": ExportFormat("", "tf_saved_model", (), False, _load_saved_model),
    "onnx": ExportFormat(".onnx", "onnx", ("onnx", "tf2onnx", "onnxruntime"), True, _load_onnx),
    "litert": ExportFormat(".tflite", "litert", ("ai_edge_litert.interpreter",), True, _load_litert),
}
