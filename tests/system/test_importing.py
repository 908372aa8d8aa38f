"""The garbage collector is off while libraries are imported, and back afterwards, whatever happened."""

from __future__ import annotations

import gc

import pytest

from fitflow.system.imports import gc_disabled


def test_it_is_off_within_and_on_again_also_after_an_import_that_fails():
    with pytest.raises(ImportError), gc_disabled():
        assert not gc.isenabled()
        raise ImportError
    assert gc.isenabled()


def test_one_within_another_leaves_it_to_the_outer_one():
    with gc_disabled():
        with gc_disabled():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
