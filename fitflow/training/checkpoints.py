"""All that training needs to go on as if it had never stopped: one file, written at once, named by its checksum.

A file is `<epoch>-<batch>-<SHA-256>.npz`: arrays without pickles, and the rest as JSON in the array "facts". The order
of examples is a function of (seed, epoch), so a position is enough to return to it.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from fitflow.errors import InputError
from fitflow.system.files import NEW, write_whole
from fitflow.training import checkpoint_files

Array = NDArray[Any]
FACTS = "facts"


@dataclass(frozen=True, kw_only=True, eq=False)
class Checkpoint:
    """A position in training and the state there.

    `epoch` and `batch` are the next to be done, from 0. `arrays` holds the variables of model, optimizer and metrics
    in Keras's order; `history` the finished epochs' curves; `facts` what else must not be lost, as plain values.
    """

    epoch: int
    batch: int
    arrays: dict[str, Array]
    history: dict[str, list[float]]
    facts: dict[str, Any] = field(default_factory=dict[str, Any])


def capture(
    model: Any, *, epoch: int, batch: int, history: dict[str, list[float]], facts: dict[str, Any] | None = None
) -> Checkpoint:
    """The state of a compiled model at a position: weights, seed generators, optimizer and running metrics."""
    arrays = {
        f"{group}/{index:05d}": np.array(keras.ops.convert_to_numpy(variable))
        for group, variables in _groups(model).items()
        for index, variable in enumerate(variables)
    }
    return Checkpoint(epoch=epoch, batch=batch, arrays=arrays, history=history, facts=facts or {})


def restore(model: Any, checkpoint: Checkpoint) -> None:
    """Put weights, seed generators and optimizer back into a model that was built and compiled alike.

    Raises:
        InputError: the model is another one.
    """
    if not model.optimizer.built:
        model.optimizer.build(model.trainable_variables)
    for group in ("model", "optimizer"):
        _assign(group, _groups(model)[group], checkpoint)


def restore_metrics(model: Any, checkpoint: Checkpoint) -> None:
    """Put the running metrics of an unfinished epoch back; the model has begun to fit, which makes their variables.

    Raises:
        InputError: the model is another one.
    """
    _assign("metrics", _groups(model)["metrics"], checkpoint)


def save(folder: Path, checkpoint: Checkpoint) -> Path:
    """Write a checkpoint so that it appears whole or not at all; returns its file."""
    facts = {"epoch": checkpoint.epoch, "batch": checkpoint.batch, "history": checkpoint.history}
    text = json.dumps({**facts, "facts": checkpoint.facts}).encode()
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **checkpoint.arrays, **{FACTS: np.frombuffer(text, np.uint8)})
    content = buffer.getbuffer()
    digest = hashlib.sha256(content).hexdigest()
    path = folder / f"{checkpoint.epoch:06d}-{checkpoint.batch:08d}-{digest}.npz"
    write_whole(path, content)
    for left in folder.glob(f"{NEW}*"):  # of a process that was killed while it wrote
        left.unlink(missing_ok=True)
    return path


def load(path: Path) -> Checkpoint:
    """Read a checkpoint.

    Raises:
        InputError: it is damaged: its content has another checksum than its name says.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read the checkpoint {path}: {error.strerror or error}") from None
    if hashlib.sha256(content).hexdigest() != checkpoint_files.digest(path):
        raise InputError(f"the checkpoint {path} is damaged: its checksum is not the one in its name")
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        facts = json.loads(arrays[FACTS].tobytes())
        return Checkpoint(**facts, arrays={name: arrays[name] for name in arrays.files if name != FACTS})


def newest(folder: Path) -> tuple[Checkpoint | None, list[str]]:
    """The furthest checkpoint that is whole, and what is wrong with those that were passed over for it."""
    wrong: list[str] = []
    for path in checkpoint_files.files(folder):
        try:
            return load(path), wrong
        except InputError as error:
            wrong.append(str(error))
    return None, wrong


def _groups(model: Any) -> dict[str, list[Any]]:
    return {
        "model": list(model.variables),
        "optimizer": list(model.optimizer.variables),
        "metrics": list(model.metrics_variables),
    }


def _assign(group: str, variables: list[Any], checkpoint: Checkpoint) -> None:
    saved = [array for name, array in checkpoint.arrays.items() if name.startswith(f"{group}/")]
    if [array.shape for array in saved] != [tuple(variable.shape) for variable in variables]:
        raise InputError(f"the checkpoint is of another network: its {group} variables have other shapes")
    for variable, array in zip(variables, saved, strict=True):
        variable.assign(array)
