"""Reload a registered model in a separate process and compare its predictions with those recorded at registration.

`python -m fitflow.tracking.reload_check URI FILE` prints {"max_difference", "num_examples"}, or {"error"}, as JSON.
"""

from __future__ import annotations

import json
import logging
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from fitflow.arrays import Array
from fitflow.errors import FitflowError
from fitflow.system.environment import set_defaults
from fitflow.tracking.registry import load_pyfunc

BATCH = "fixed_batch.npz"  # artifact of each run that registers a model
BATCH_SIZE = 32


def compare(uri: str, batch: Path) -> dict[str, Any]:
    """Compare a model's predictions for a fixed batch with the recorded ones.

    Args:
        uri: the model's URI for MLflow's loaders.
        batch: an .npz file with `examples` and `outputs`.

    Returns:
        max_difference, divided by |recorded| where that is above 1, and num_examples; or error.
    """
    examples, recorded = read(batch)
    outputs = np.asarray(load_pyfunc(uri).predict(examples))
    if outputs.shape != recorded.shape:
        return {"error": f"it predicts shape {outputs.shape}; recorded was {recorded.shape}"}
    apart = np.abs(outputs - recorded) / np.maximum(1.0, np.abs(recorded))
    return {"max_difference": float(np.nan_to_num(apart, nan=np.inf).max()), "num_examples": len(examples)}


def read(batch: Path) -> tuple[Array, Array]:
    """Return examples and recorded outputs of a fixed batch."""
    with np.load(batch, allow_pickle=False) as arrays:
        return arrays["examples"], arrays["outputs"]


def main(uri: str, batch: str) -> None:
    """Print the comparison or the error as JSON."""
    set_defaults(quiet=True)
    warnings.simplefilter("ignore")
    logging.disable(logging.ERROR)
    try:
        found = compare(uri, Path(batch))
    except (FitflowError, OSError, ValueError, KeyError) as error:
        found = {"error": str(error)}
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
