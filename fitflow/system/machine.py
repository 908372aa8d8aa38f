"""Properties of this machine that affect results: hardware, threads, backend, settings. Imports no framework."""

from __future__ import annotations

import getpass
import json
import os
import platform
from importlib import metadata
from pathlib import Path

BACKENDS = ("tensorflow", "jax", "torch")
DISTRIBUTIONS = {"sklearn": "scikit-learn", "PIL": "pillow"}
# Environment variables that change what the frameworks compute.
SETTINGS = (
    "CUDA_VISIBLE_DEVICES",
    "JAX_ENABLE_X64",
    "JAX_PLATFORMS",
    "NVIDIA_TF32_OVERRIDE",
    "OMP_NUM_THREADS",
    "TF_DETERMINISTIC_OPS",
    "TF_ENABLE_ONEDNN_OPTS",
    "TF_NUM_INTEROP_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_XLA_FLAGS",
    "XLA_FLAGS",
)
DEVICES = ("nvidia[0-9]*", "kfd", "accel*")  # in /dev


def facts() -> dict[str, str]:
    """Return hardware, threads, backend and settings as text."""
    flags, name = cpu()
    found = {
        "backend": backend(),
        "cpu": name,
        "amx_bf16": str("amx_bf16" in flags).lower(),
        "threads": str(len(os.sched_getaffinity(0))),
        "accelerators": ", ".join(accelerators()) or "none",
        "architecture": platform.machine(),
    }
    return found | {name: os.environ[name] for name in SETTINGS if name in os.environ}


def backend() -> str:
    """Return the backend that Keras will use: KERAS_BACKEND, else keras.json, else TensorFlow."""
    if name := os.environ.get("KERAS_BACKEND"):
        return name
    home = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
    try:
        return str(json.loads((home / "keras.json").read_text()).get("backend", "tensorflow"))
    except (OSError, ValueError, AttributeError):
        return "tensorflow"


def accelerators() -> list[str]:
    """Return the names of the GPUs from /proc, or of their device files if /proc has none."""
    names = [
        line.partition(":")[2].strip()
        for path in sorted(Path("/proc/driver/nvidia/gpus").glob("*/information"))
        for line in path.read_text(errors="replace").splitlines()
        if line.startswith("Model:")
    ]
    return names or sorted(path.name for pattern in DEVICES for path in Path("/dev").glob(pattern))


def cpu() -> tuple[set[str], str]:
    """Return the CPU's feature flags and model name from /proc/cpuinfo."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return set(), "unknown"
    fields = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return set(fields.get("flags", "").split()), fields.get("model name", "unknown")


def version(library: str) -> str | None:
    """Return the installed version of a library by its import name; None if unknown."""
    try:
        return metadata.version(DISTRIBUTIONS.get(library, library)) or None
    except metadata.PackageNotFoundError:
        return None


def user() -> str:
    """The user's name, or number where it has no name, as in some containers."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return str(os.getuid())
