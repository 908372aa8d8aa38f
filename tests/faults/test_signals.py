"""Ctrl-C and SIGTERM: once, twice, in C code, and while waiting."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fitflow.processes import signals
from fitflow.processes.signals import Interrupted


@pytest.fixture(autouse=True)
def unasked():
    """What one test asks of this process is not meant for the next, which may train outside of `handled`."""
    yield
    with signals.handled():
        pass


SCRIPT = """
import hashlib, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
from fitflow.processes import signals
with signals.handled(leaves=True):
    print("ready", flush=True)
    {body}
print("went on", flush=True)
"""
IN_C = "hashlib.pbkdf2_hmac('sha256', b'x', b'y', 2_000_000_000)"
STOPS = """
    try:
        time.sleep(600)
    except signals.Interrupted as stopped:
        print(stopped, flush=True)
        signals.wind_up()
        time.sleep(600)
"""


def process(body: str) -> subprocess.Popen[str]:
    script = SCRIPT.format(body=body.strip())
    child = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    )
    assert child.stdout is not None and child.stdout.readline() == "ready\n"
    time.sleep(1)  # until it has begun what follows
    return child


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_a_second_ctrl_c_leaves_at_once_also_out_of_c_code(signum: int):
    child = process(IN_C)
    child.send_signal(signum)
    time.sleep(0.5)
    assert child.poll() is None
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=60)
    assert child.returncode == 130


def test_a_second_sigterm_changes_nothing():
    """A worker, systemd and `fitflow cancel` may each send one, while the checkpoint is being written."""
    child = process(IN_C)
    for _ in range(2):
        child.send_signal(signal.SIGTERM)
        time.sleep(0.5)
    assert child.poll() is None
    child.kill()
    child.communicate()


def test_one_request_that_is_sent_twice_is_one():
    """As `timeout` does: to the process, and to its group."""
    child = process(STOPS)
    child.send_signal(signal.SIGTERM)
    child.send_signal(signal.SIGTERM)
    out, err = child.communicate(timeout=60)
    assert "stopped by SIGTERM" in out and child.returncode == 143
    assert "stopping; press Ctrl-C again to exit at once" in err


def test_what_is_left_to_tell_when_all_is_recorded_has_seconds():
    child = process(STOPS)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert out == "stopped by SIGINT\n" and "fitflow doctor --fix" in err
    assert child.returncode == 130


def test_a_signal_waits_where_stopping_is_not_safe():
    with signals.handled():
        with signals.deferred():
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(0.05)
            assert signals.received() == signal.SIGTERM
            with pytest.raises(Interrupted, match="SIGTERM"), signals.immediate():
                pytest.fail("not reached")
        with pytest.raises(Interrupted):
            signals.check()


def test_the_next_run_of_a_process_begins_unasked():
    with signals.handled(), pytest.raises(Interrupted):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(1)
    with signals.handled():
        assert signals.received() is None
        signals.check()


def test_what_takes_every_exception_does_not_take_this_one():
    with signals.handled(), pytest.raises(Interrupted):
        try:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(1)
        except Exception:
            pytest.fail("taken")


def test_a_process_that_was_shielded_from_a_closed_terminal_stays_so():
    body = "signal.raise_signal(signal.SIGHUP)"
    script = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n" + SCRIPT.format(body=body)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout == "ready\nwent on\n"


COMMAND = [sys.executable, "-m", "fitflow.cli"]


@pytest.mark.slow
@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("seconds", [1.0, 2.0, 3.5, 5.0])
def test_the_command_stops_while_it_imports_and_while_it_waits_for_the_server(
    seconds: float, signum: int, tmp_path: Path
):
    """With a server of its own, whose database is new: these seconds are imports and waiting."""
    (tmp_path / "mlruns").mkdir()
    environment = os.environ | {"PREFECT_API_URL": "", "PREFECT_HOME": str(tmp_path / "prefect")}
    child = subprocess.Popen(
        [*COMMAND, "run", "digits-dense", "--set", "training.epochs=1000"],
        cwd=tmp_path,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    time.sleep(seconds)
    child.send_signal(signum)
    start = time.monotonic()
    _, err = child.communicate(timeout=120)
    print(f"left after {time.monotonic() - start:.1f} s")
    assert child.returncode in (128 + signum, -signum), err  # before its first line of ours, Python itself ends it
    left = [path for path in Path("/proc").glob("[0-9]*/cwd") if _points_at(path, tmp_path)]
    deadline = time.monotonic() + 60
    while left and time.monotonic() < deadline:
        left = [path for path in left if _points_at(path, tmp_path)]
    assert left == []


def _points_at(path: Path, folder: Path) -> bool:
    try:
        return path.readlink() == folder
    except OSError:
        return False
