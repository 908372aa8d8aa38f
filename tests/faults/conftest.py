"""A separate project for each test, in which real commands run and are killed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.command import Place, Zygote


@pytest.fixture(scope="session")
def zygote(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    """The parent of every command, and an MLflow database that is made already."""
    from mlflow import MlflowClient

    mlruns = tmp_path_factory.mktemp("template") / "mlruns"
    mlruns.mkdir()
    MlflowClient(f"sqlite:///{mlruns}/mlflow.db").search_experiments()
    zygote = Zygote(mlruns)
    yield zygote
    zygote.close()


@pytest.fixture
def place(zygote: Zygote, tmp_path: Path) -> Place:
    return Place(zygote, tmp_path)
