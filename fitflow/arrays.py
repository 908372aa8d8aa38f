"""Types that data, training and evaluation share: arrays, the kind of task, columns of a table."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from numpy.typing import NDArray

Array: TypeAlias = "NDArray[Any]"  # a string: importing numpy takes a quarter of the time of `fitflow --help`
Task = Literal["classification", "regression", "ratings"]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table: numeric, or one-hot encoded if it has categories.

    `fill` replaces a missing cell; None drops the row.
    """

    name: str
    categories: tuple[str, ...] = ()
    fill: float | str | None = None


def array_digest(*arrays: Array) -> str:
    """Return the SHA-256 (hex) over dtype, shape and every byte of the arrays, in order."""
    import numpy as np

    digest = hashlib.sha256()
    for array in arrays:
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()
