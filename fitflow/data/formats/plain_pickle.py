"""Read pickles of numpy arrays and plain values without running any code that they name.

A pickle is a program: it calls the globals that it names, with its own arguments. Only the names below are allowed, and
each maps to a class or function of this file, so that even numpy's constructors never get the file's arguments.
"""

from __future__ import annotations

import io
import pickle
import pickletools
from typing import Any

import numpy as np

from fitflow.arrays import Array

# A batch of 10,000 images takes 60,000 operations. Operations take time; a memo index takes memory up to its value.
MAX_OPERATIONS = 1_000_000
DTYPES = ("u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8")


class _Dtype:
    """An integer dtype in a pickle, in native or explicit byte order."""

    def __init__(self, code: Any = b"", *_flags: Any) -> None:
        self.code = code.decode("ascii", "replace") if isinstance(code, bytes) else str(code)
        self.order = "|"

    def __setstate__(self, state: Any) -> None:
        order = state[1]
        self.order = order.decode("ascii", "replace") if isinstance(order, bytes) else str(order)

    def found(self) -> np.dtype[Any]:
        if self.code not in DTYPES or self.order not in ("|", "<", ">", "="):
            raise ValueError(f"an array of type {self.code[:20]!r}; expected whole numbers")
        return np.dtype(self.code).newbyteorder("=" if self.order == "|" else self.order)  # type: ignore[arg-type]


class _Array:
    """An array in a pickle; `value` is made from bytes in the pickle."""

    value: Array

    def __init__(self, *_arguments: Any) -> None:
        self.value = np.empty(0, np.uint8)

    def __setstate__(self, state: Any) -> None:
        _, shape, dtype, fortran, content = state
        self.value = _array(content, dtype, shape, "F" if fortran else "C")


def _array(content: Any, dtype: Any, shape: Any, order: Any) -> Array:
    if not isinstance(dtype, _Dtype) or not isinstance(content, bytes | bytearray) or not isinstance(shape, tuple):
        raise ValueError("an array that is not made of bytes")
    return np.frombuffer(bytes(content), dtype.found()).reshape(shape, order="F" if order == "F" else "C")


def _frombuffer(content: Any, dtype: Any, shape: Any, order: Any) -> _Array:
    array = _Array()
    array.value = _array(content, dtype, shape, order)
    return array


def _encode(text: Any, encoding: Any) -> bytes:
    """Decode bytes as Python 3 writes them in old protocols."""
    if encoding not in ("latin1", b"latin1") or not isinstance(text, str):
        raise ValueError("text in an encoding other than latin1")
    return text.encode("latin1")


ADMITTED: dict[tuple[str, str], Any] = {
    ("numpy", "ndarray"): _Array,
    ("numpy", "dtype"): _Dtype,
    ("_codecs", "encode"): _encode,
    **{(f"numpy.{core}.multiarray", "_reconstruct"): _Array for core in ("core", "_core")},
    **{(f"numpy.{core}.numeric", "_frombuffer"): _frombuffer for core in ("core", "_core")},
}


class ForeignGlobal(ValueError):
    """The pickle names a global that is not allowed."""


class _Unpickler(pickle.Unpickler):
    def find_class(self, module_name: str, global_name: str, /) -> Any:
        try:
            return ADMITTED[module_name, global_name]
        except KeyError:
            raise ForeignGlobal(
                f"it names {module_name}.{global_name}, but only numpy arrays and plain values are allowed"
            ) from None


def load(content: bytes) -> Any:
    """Load a pickle; Python 2 strings become bytes.

    Returns:
        plain values; pass an array's placeholder to `array`.

    Raises:
        ForeignGlobal: a name that is not allowed.
        Exception: almost any, if the pickle is damaged.
    """
    _check_operations(content)
    return _Unpickler(io.BytesIO(content), encoding="bytes").load()


def array(value: Any) -> Array:
    """Return the array of a placeholder from `load`.

    Raises:
        ValueError: the value is not an array.
    """
    if not isinstance(value, _Array):
        raise ValueError(f"expected an array, not a {type(value).__name__}")
    return value.value


def _check_operations(content: bytes) -> None:
    """Reject a pickle that takes too much time or memory: too many operations, or a huge memo index."""
    for count, (operation, argument, _) in enumerate(pickletools.genops(content)):
        place = int(argument or 0) if "PUT" in operation.name else 0
        if max(count, place) > MAX_OPERATIONS:
            raise ValueError(f"more than {MAX_OPERATIONS} operations; expected about 60,000")
