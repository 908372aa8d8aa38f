"""The kept project of an old fitflow, copied to temporary folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.legacy.material import Old, materialise


@pytest.fixture(scope="session")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prefect's folder, for all sets: its database takes seconds to make."""
    return tmp_path_factory.mktemp("legacy-prefect")


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory, prefect: Path) -> Old:
    """The set, for commands that only look."""
    return materialise(tmp_path_factory.mktemp("legacy").resolve() / "old", prefect)


@pytest.fixture
def own(tmp_path: Path, prefect: Path) -> Old:
    """The set, for one test alone, which may write to it."""
    return materialise(tmp_path.resolve() / "old", prefect)
