"""Runtime settings for this machine's devices. Imports only the backend in use.

Import Keras with `import_keras`, which keeps the backends' start-up messages off the terminal.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Generator
from dataclasses import dataclass
from importlib.util import find_spec
from types import ModuleType

from fitflow.config import RuntimeConfig
from fitflow.errors import InputError, nearest
from fitflow.system import machine
from fitflow.system.machine import BACKENDS

DENSE_STEPS = 64
CONVOLUTION_STEPS = 8


@dataclass(frozen=True)
class Device:
    """The training device: `kind` is "cpu" or "gpu", `bfloat16` whether its hardware multiplies bfloat16."""

    backend: str
    kind: str
    name: str
    bfloat16: bool


@dataclass(frozen=True)
class Runtime:
    """Runtime settings for one network on one device, with reasons."""

    device: Device
    precision: str
    precision_reason: str
    floatx: str
    jit_compile: bool
    jit_reason: str
    steps_per_execution: int
    deterministic: bool

    def tags(self) -> dict[str, str]:
        """Return the settings as text, for the run's tags."""
        return {
            "backend": self.device.backend,
            "device": f"{self.device.kind}: {self.device.name}",
            "precision": self.precision,
            "precision_reason": self.precision_reason,
            "jit_compile": str(self.jit_compile).lower(),
            "jit_reason": self.jit_reason,
            "steps_per_execution": str(self.steps_per_execution),
            "deterministic": str(self.deterministic).lower(),
        }


def check_backend() -> None:
    """Check KERAS_BACKEND before anything is imported.

    Raises:
        InputError: it is unknown or not installed.
    """
    name = os.environ.get("KERAS_BACKEND") or BACKENDS[0]
    if name not in BACKENDS:
        raise InputError(f"KERAS_BACKEND={name} is unknown: {nearest(name, BACKENDS)}; set it to {', '.join(BACKENDS)}")
    if find_spec(name) is None:
        raise InputError(f"KERAS_BACKEND={name} is not installed; run: pip install {name}, or unset KERAS_BACKEND")


def import_keras(verbose: bool = False) -> ModuleType:
    """Import Keras and its backend quietly, and let TensorFlow allocate GPU memory as needed.

    C++ code prints lines before its logging is set up; only redirecting file descriptor 2 hides them.
    """
    if not verbose:
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with contextlib.nullcontext() if verbose else stderr_silenced():
        import keras

        if keras.backend.backend() == "tensorflow":
            import tensorflow as tf

            for gpu in tf.config.list_physical_devices("GPU"):
                tf.config.experimental.set_memory_growth(gpu, True)
    return keras


def find_device() -> Device:
    """Return the GPU if the backend sees one, else the CPU."""
    backend = import_keras().backend.backend()
    return {"tensorflow": _tensorflow_device, "jax": _jax_device, "torch": _torch_device}[backend]()


def choose(config: RuntimeConfig, convolutional: bool) -> Runtime:
    """Choose precision, compilation and steps per execution; explicit settings of the recipe take precedence.

    Args:
        config: the recipe's settings; "auto" leaves the choice to this function.
        convolutional: whether the network has convolutions.
    """
    device = find_device()
    precision, precision_reason = _precision(config, device, convolutional)
    jit_compile, jit_reason = _jit(config, device, convolutional)
    steps = config.steps_per_execution
    if steps == "auto":
        # A dense step takes about 2 ms, much of it call overhead. A convolutional step takes 100 ms; a progress bar and
        # an interrupt should not wait for 64 of them.
        steps = CONVOLUTION_STEPS if convolutional and device.kind == "cpu" else DENSE_STEPS
    return Runtime(
        device=device,
        precision=precision,
        precision_reason=precision_reason,
        floatx=config.floatx,
        jit_compile=jit_compile,
        jit_reason=jit_reason,
        steps_per_execution=steps,
        deterministic=config.deterministic,
    )


def apply(runtime: Runtime) -> None:
    """Apply the settings to all that this process builds and runs from now on."""
    keras = import_keras()
    keras.config.set_floatx(runtime.floatx)
    keras.config.set_dtype_policy(runtime.precision)
    if runtime.floatx == "float64" and runtime.device.backend == "jax":
        import jax

        jax.config.update("jax_enable_x64", True)
    if not runtime.deterministic:
        return
    if runtime.device.backend == "tensorflow":
        import tensorflow as tf

        tf.config.experimental.enable_op_determinism()
    elif runtime.device.backend == "torch":
        import torch

        torch.use_deterministic_algorithms(True)


def _precision(config: RuntimeConfig, device: Device, convolutional: bool) -> tuple[str, str]:
    if config.floatx == "float64":
        return "float64", "runtime.floatx"
    if config.precision != "auto":
        return config.precision, "set in the recipe"
    if device.kind == "gpu":
        if device.bfloat16:
            return "mixed_bfloat16", "the GPU multiplies bfloat16"
        return "float32", "the GPU has no bfloat16"
    if not convolutional:
        return "float32", "a dense network on a CPU"
    if device.bfloat16:
        return "mixed_bfloat16", "a convolutional network, and the CPU multiplies bfloat16 (AMX)"
    return "float32", "the CPU has no AMX"


def _jit(config: RuntimeConfig, device: Device, convolutional: bool) -> tuple[bool, str]:
    """Choose XLA: on a CPU it speeds up dense networks and slows convolutions (measured in docs/decisions.md)."""
    if config.jit_compile != "auto":
        return config.jit_compile, "set in the recipe"
    if device.backend == "jax":
        return True, "JAX compiles everything"
    if device.backend == "torch":
        return False, "torch runs eagerly"
    if device.kind == "gpu":
        return True, "XLA fuses the small kernels of a GPU"
    if convolutional:
        return False, "XLA on a CPU slows convolutions"
    return True, "XLA on a CPU speeds up dense networks"


def _tensorflow_device() -> Device:
    import tensorflow as tf

    gpus = tf.config.list_physical_devices("GPU")
    if not gpus:
        return _cpu("tensorflow")
    details = tf.config.experimental.get_device_details(gpus[0])
    major = details.get("compute_capability", (0, 0))[0]
    return Device("tensorflow", "gpu", str(details.get("device_name", gpus[0].name)), major >= 8)


def _jax_device() -> Device:
    import jax

    device = jax.devices()[0]
    if device.platform == "cpu":
        return _cpu("jax", multiplies=False)  # XLA's CPU code does not use AMX for bfloat16 convolutions
    return Device("jax", "gpu", device.device_kind, True)


def _torch_device() -> Device:
    import torch

    if not torch.cuda.is_available():
        return _cpu("torch", multiplies=False)
    return Device("torch", "gpu", torch.cuda.get_device_name(0), torch.cuda.is_bf16_supported())


def _cpu(backend: str, multiplies: bool | None = None) -> Device:
    flags, name = machine.cpu()
    return Device(backend, "cpu", name, "amx_bf16" in flags if multiplies is None else multiplies)


@contextlib.contextmanager
def stderr_silenced() -> Generator[None]:
    """Redirect file descriptor 2 to the null device in the block."""
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
