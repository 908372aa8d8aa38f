"""Real parts for every test: a Prefect server, an MLflow store, a data store, all in temporary folders."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

# A script's background commands ignore SIGINT, and so would the programs that tests stop by it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Before anything imports Prefect or Keras: they read the environment once.
_ROOT = Path(tempfile.mkdtemp(prefix="fitflow-tests-"))
_PROJECT = _ROOT / "project"
(_PROJECT / "mlruns").mkdir(parents=True)
for _name in ("PREFECT_API_URL", "MLFLOW_TRACKING_URI", "KERAS_BACKEND"):
    os.environ.pop(_name, None)
# Kept under another name: pytest-xdist's workers start with this process's environment.
DATA_DIR = os.environ.setdefault("FITFLOW_TESTS_DATA_DIR", os.environ.pop("FITFLOW_DATA_DIR", ""))
os.environ |= {
    "FITFLOW_CACHE_DIR": str(_ROOT / "cache"),
    "FITFLOW_HOME": str(_ROOT / "home"),
    "PREFECT_HOME": str(_ROOT / "prefect"),
    "KERAS_HOME": str(_ROOT / "keras"),
    "TF_CPP_MIN_LOG_LEVEL": "3",
}

import hypothesis as hypothesis  # noqa: E402 - before modules are frozen: its check asks the collector who refers to what
import pytest  # noqa: E402

from fitflow.system.environment import set_defaults  # noqa: E402
from tests.browser import browser as browser  # noqa: E402
from tests.room import deployment as deployment  # noqa: E402
from tests.room import room as room  # noqa: E402

set_defaults(quiet=True)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A real Prefect server; its address is in the environment."""
    from fitflow.orchestration.server import local_server

    local = local_server.LocalServer()
    local.start()
    local.wait()
    yield local.url
    local_server._deliver()
    local.stop()


@pytest.fixture
def project(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder is a project with an mlruns/, the same for all tests: its database is made once."""
    monkeypatch.chdir(_PROJECT)
    return _PROJECT


@pytest.fixture
def clean_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty content-addressed store."""
    monkeypatch.setenv("FITFLOW_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of real Fashion-MNIST and CIFAR-10 that the user names in FITFLOW_DATA_DIR."""
    if not DATA_DIR:
        pytest.skip("FITFLOW_DATA_DIR is not set")
    return Path(DATA_DIR)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as it is shipped."""
    folder = tmp_path_factory.mktemp("wheel")
    source = Path(__file__).parent.parent
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("*.whl"))
