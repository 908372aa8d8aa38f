"""A run with default settings listens on loopback alone, and calls nobody outside this machine."""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
from pathlib import Path

import pytest

from tests.security.observe import Observed, is_local, listening, observe

RUN = [sys.executable, "-m", "fitflow.cli", "run", "digits-dense", "--json"]
QUICK = ["--set", "training.epochs=2", "--set", "dataset.name=synthetic"]
# What fitflow itself must set; in the tests' own process conftest has done so.
UNSET = ("DO_NOT_TRACK", "PREFECT_SERVER_ANALYTICS_ENABLED", "MLFLOW_DISABLE_TELEMETRY", "PREFECT_API_URL")
CALLS = "import socket\ntry: socket.create_connection(('192.0.2.1', 9), 0.1)\nexcept OSError: pass\n"
ASKS = "import socket\ntry: socket.getaddrinfo('telemetry.invalid', 443)\nexcept OSError: pass\n"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Observed:
    """A whole run as a user with nothing set starts it, with a Prefect server of its own."""
    folder = tmp_path_factory.mktemp("default")
    kept = {name: os.environ.pop(name) for name in UNSET if name in os.environ}
    try:
        return observe([*RUN, *QUICK], folder, {"PREFECT_HOME": str(folder / "prefect")})
    finally:
        os.environ |= kept


def test_the_run_was_whole(run: Observed):
    assert run.code == 0, run.stderr


def test_it_listens_on_loopback_alone(run: Observed):
    assert run.listened  # its Prefect server
    assert all(ipaddress.ip_address(address).is_loopback for address in run.listened), run.listened


def test_it_connects_to_this_machine_alone(run: Observed):
    assert ("socket.connect", "127.0.0.1") in run.connected  # to its Prefect server
    assert [call for call in run.connected if not is_local(*call)] == []


@pytest.mark.parametrize(("code", "host"), [(CALLS, "192.0.2.1"), (ASKS, "telemetry.invalid")])
def test_a_call_outside_would_be_seen_also_from_a_child(code: str, host: str, tmp_path: Path):
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}])"
    seen = observe([sys.executable, "-c", child], tmp_path, {})
    assert next(call for call in seen.connected if not is_local(*call))[1] == host


def test_a_socket_open_to_all_would_be_seen():
    with socket.socket() as open_to_all:
        open_to_all.bind(("0.0.0.0", 0))
        open_to_all.listen()
        assert "0.0.0.0" in listening(os.getpid())
    assert "0.0.0.0" not in listening(os.getpid())
