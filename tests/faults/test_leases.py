"""Liveness of processes: reused process ids, other hosts, and changed clocks."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fitflow.errors import InputError
from fitflow.processes import identity, leases
from fitflow.processes.leases import Lease

FACTS = ("recipe", "sqlite:///x", "flow", "")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("FITFLOW_HOME", str(tmp_path))
    monkeypatch.setattr(leases, "BEAT_SECONDS", 0.2)
    yield tmp_path
    leases._beats.cache_clear()


def lease(**changes: object) -> Lease:
    """This process's lease, but for what is changed."""
    pid = os.getpid()
    facts = {"run_id": "run", "recipe": "recipe", "host": "host", "pid": pid, "tracking_uri": "", "prefect_api": ""}
    return Lease.model_validate(facts | {"process_started": identity.started(pid), "flow_run_id": "flow"} | changes)


def written(given: Lease, age: float = 0.0) -> Path:
    """A lease's file, as another process left it, with a heartbeat so long ago."""
    path = leases.run_folder(given.run_id) / leases.FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(given.model_dump_json())
    os.utime(path, (time.time() - age, time.time() - age))
    return path


def test_a_lease_is_there_while_its_block_runs_and_its_heart_beats():
    with leases.held("run", *FACTS):
        path = leases.run_folder("run") / leases.FILE
        os.utime(path, (0, 0))
        found = leases.of_run("run")
        assert found is not None and leases.is_alive(found)
        assert [found] == leases.all_leases()
        deadline = time.monotonic() + 60
        while path.stat().st_mtime == 0:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    assert leases.all_leases() == []


def test_a_run_that_lives_is_not_taken_over():
    with (
        leases.held("run", *FACTS),
        pytest.raises(InputError, match=f"is running, as process {os.getpid()}"),
        leases.held("run", *FACTS),
    ):
        pass
    with leases.held("run", *FACTS):
        pass


def test_of_many_that_would_go_on_with_a_run_one_does():
    with multiprocessing.get_context("fork").Pool(6) as pool:
        assert sorted(pool.map(_hold, range(6))) == [False] * 5 + [True]


def _hold(_: int) -> bool:
    try:
        with leases.held("run", *FACTS):
            time.sleep(3)
            return True
    except InputError:
        return False


def test_a_number_that_is_used_again_is_another_process():
    assert leases.is_alive(lease())
    assert not leases.is_alive(lease(process_started=(identity.started(os.getpid()) or 0) - 1))
    assert not leases.is_alive(lease(pid=2**22 + 1))


def test_a_corpse_that_nobody_has_waited_for_is_dead():
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    start = identity.started(child.pid)
    assert start is not None
    child.kill()
    deadline = time.monotonic() + 60
    while identity.started(child.pid) is not None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert Path(f"/proc/{child.pid}").exists()
    assert not leases.is_alive(lease(pid=child.pid, process_started=start))
    child.communicate()


@pytest.mark.parametrize("jump", [-86400.0, 86400.0])
def test_a_clock_that_is_set_changes_nothing_here(jump: float, monkeypatch: pytest.MonkeyPatch):
    mine = lease()
    written(mine)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + jump)
    assert leases.is_alive(mine)
    assert not leases.is_alive(lease(process_started=1.0))


class TestElsewhere:
    """On a host whose processes cannot be seen, the heartbeat decides."""

    def test_a_fresh_heartbeat_is_life(self):
        theirs = lease(machine="other")
        written(theirs, age=10)
        assert leases.is_alive(theirs)

    @pytest.mark.parametrize("age", [7200.0, -7200.0])
    def test_an_old_one_and_one_yet_to_come_are_watched(self, age: float):
        """Hours ago, or ahead: the process died, or either clock was set."""
        theirs = lease(machine="other")
        written(theirs, age)
        assert not leases.is_alive(theirs)

    @pytest.mark.parametrize("age", [7200.0, -7200.0])
    def test_and_if_they_change_it_is_life(self, age: float):
        theirs = lease(machine="other")
        path = written(theirs, age)
        script = f"import os, time\nfor k in range(600): os.utime({str(path)!r}, (k + 9, k + 9)); time.sleep(.1)"
        beating = subprocess.Popen([sys.executable, "-c", script])
        try:
            assert leases.is_alive(theirs)
        finally:
            beating.kill()
            beating.wait()

    def test_one_that_is_gone_is_given_up(self):
        assert not leases.is_alive(lease(machine="other"))


def test_what_is_no_lease_is_no_lease(home: Path):
    path = written(lease())
    path.write_text('{"run_id": 3')
    assert leases.all_leases() == [] and leases.of_run("run") is None


def test_only_the_dead_processs_own_lease_is_dropped():
    dead = lease(pid=1, process_started=0.0)
    path = written(lease())
    leases.drop(dead)
    assert path.exists()


def test_a_word_names_one_process_for_ever():
    word = identity.identity()
    assert identity.is_alive(word) is True
    machine, pid, start = word.split("/")
    assert identity.is_alive(f"{machine}/{pid}/{float(start) + 1}") is False
    assert identity.is_alive(f"other/{pid}/{start}") is None
    assert identity.is_alive("") is None
