"""A model's prediction for each test example, stored with its run so that the split need not be read again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fitflow.arrays import Array
from fitflow.errors import InputError, first_line
from fitflow.store import entries

if TYPE_CHECKING:
    import pandas as pd

FILE = "predictions.parquet"


@dataclass(frozen=True, eq=False)
class Predictions:
    """One model's predictions: true and predicted class or number per test example, and class probabilities.

    labels, predicted: (num_examples,); probabilities: float32 (num_examples, num_classes), None for numbers.
    """

    labels: Array
    predicted: Array
    probabilities: Array | None

    @property
    def correct(self) -> Array:
        """Bool (num_examples,): whether a classifier's prediction is correct."""
        return self.predicted == self.labels

    @property
    def confidence(self) -> Array:
        """The predicted class's probability, (num_examples,)."""
        assert self.probabilities is not None
        return self.probabilities.max(-1)


def frame(entry: entries.Entry) -> pd.DataFrame:
    """Stored predictions as a table, one row per test example.

    Returns:
        id (the row in the test split); for classes label, predicted and p_0, p_1, … (the classes' probabilities);
        for numbers target and predicted.
    """
    import pandas as pd

    labels = entry.array("labels")
    columns: dict[str, Array] = {"id": np.arange(len(labels), dtype=np.int64)}
    if "probabilities" not in entry.files:
        return pd.DataFrame(columns | {"target": labels, "predicted": entry.array("predicted")})
    probabilities = entry.array("probabilities")
    columns |= {"label": labels, "predicted": probabilities.argmax(-1)}
    return pd.DataFrame(columns | {f"p_{index}": column for index, column in enumerate(probabilities.T)})


def read(path: Path) -> Predictions:
    """Read predictions from a file that `frame` was written to.

    Raises:
        InputError: the file is not such a table.
    """
    import pandas as pd

    try:
        table = pd.read_parquet(path)
        true = table["label" if "label" in table else "target"].to_numpy()
        classes = [name for name in table if str(name).startswith("p_")]
        probabilities = table[classes].to_numpy(np.float32) if classes else None
        return Predictions(true, table["predicted"].to_numpy(), probabilities)
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{path.name} is not a table of predictions: {first_line(error)}") from None
