"""Valid files, damaged at random: the right data or a clear error, in little memory."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.parsers import PARSERS, reads_or_refuses

MEMORY_BYTES = 64 * 1024**2  # what the parsers' own limits leave to files of some kilobytes
SIZES = [0, 1, 2**7, 2**8 - 1, 2**16, 2**31 - 1, 2**31, 2**32 - 1]
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@st.composite
def damage(draw: st.DrawFn, content: bytes) -> bytes:
    """Bytes changed, taken out, put in or repeated, numbers made huge, the end cut off."""
    damaged = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        # Headers are where damage matters: half of it goes there.
        last = max(len(damaged) - 1, 0)
        place = draw(st.one_of(st.integers(0, min(120, last)), st.integers(0, last)))
        kind = draw(st.sampled_from(["byte", "size", "cut", "out", "in", "again"]))
        if kind == "byte":
            damaged[place : place + 1] = bytes([draw(st.integers(0, 255))])
        elif kind == "size":
            order = draw(st.sampled_from(["big", "little"]))
            damaged[place : place + 4] = draw(st.sampled_from(SIZES)).to_bytes(4, order)
        elif kind == "cut":
            del damaged[place:]
        elif kind == "out":
            del damaged[place : place + draw(st.integers(1, 64))]
        elif kind == "in":
            damaged[place:place] = draw(st.binary(min_size=1, max_size=16))
        else:
            damaged += damaged[place : place + 512]
    return bytes(damaged)


@pytest.mark.parametrize("name", PARSERS)
def test_what_is_whole_is_read(name: str):
    assert all(reads_or_refuses(name, content) for content in PARSERS[name][1])


@pytest.mark.parametrize("name", PARSERS)
@QUICK
@given(data=st.data())
def test_what_is_damaged_is_read_or_refused(name: str, data: st.DataObject):
    content = data.draw(damage(data.draw(st.sampled_from(PARSERS[name][1]))))
    tracemalloc.start()
    try:
        reads_or_refuses(name, content)
        assert tracemalloc.get_traced_memory()[1] < MEMORY_BYTES
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["idx", "cifar", "csv"])
@QUICK
@given(content=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(name: str, content: bytes):
    reads_or_refuses(name, content)


@QUICK
@given(
    st.lists(
        st.tuples(
            st.one_of(st.floats(allow_nan=False, width=32), st.sampled_from(["", "?", "inf", "nan", "x", "1e999"])),
            st.sampled_from(["a", "b", "", "?", "ä", '"', "1"]),
        ),
        max_size=12,
    )
)
def test_any_table_is_read_or_refused(rows: list[tuple[object, str]]):
    lines = [f"{number},{text},{place}" for place, (number, text) in enumerate(rows)]
    reads_or_refuses("csv", "\n".join(["area,town,price", *lines]).encode())
