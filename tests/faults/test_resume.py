"""Training killed anywhere resumes to the same result, bit for bit."""

from __future__ import annotations

import contextlib
import errno
import itertools
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fitflow.training import checkpoint_names, checkpoints
from tests.faults import resume

ROOT = Path(__file__).parent.parent.parent
BATCHES = 4 * 15  # 461 training rows in batches of 32, 4 epochs


def killed_and_resumed(folder: Path, kind: str, *points: int) -> dict:
    """The end of a training that died after so many batches, again and again."""
    for point in points:
        with pytest.raises(resume.Died):
            resume.train(folder, resume.KINDS[kind], point)
    return resume.state(resume.train(folder, resume.KINDS[kind]))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory):
    """The undisturbed end of each kind of training, done once."""
    done: dict[str, dict] = {}

    def of(kind: str) -> dict:
        if kind not in done:
            done[kind] = resume.state(resume.train(tmp_path_factory.mktemp("whole"), resume.KINDS[kind]))
        return done[kind]

    return of


@pytest.mark.parametrize("kind", list(resume.KINDS))
def test_a_death_in_an_epoch_changes_nothing(kind: str, whole, tmp_path: Path):
    point = {"five steps a call": 7, "compiled": 7, "plateau": 50}.get(kind, 22)
    assert killed_and_resumed(tmp_path, kind, point) == whole(kind)


@pytest.mark.parametrize("point", [1, 2, 15, 16, 31, BATCHES - 1])
def test_nor_does_one_near_an_epochs_ends(point: int, whole, tmp_path: Path):
    assert killed_and_resumed(tmp_path, "convolutional", point) == whole("convolutional")


def test_nor_do_many_deaths_in_a_row(whole, tmp_path: Path):
    assert killed_and_resumed(tmp_path, "convolutional", 5, 5, 13, 1, 1, 20) == whole("convolutional")


def test_nor_does_a_clock_that_is_set(whole, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    expected, moments = whole("dense"), itertools.cycle([0.0, 4e9, 1e9])
    monkeypatch.setattr(time, "time", lambda: next(moments))
    assert killed_and_resumed(tmp_path, "dense", 22) == expected


def test_the_plateau_is_one_that_lowers_the_rate(whole):
    assert len(set(whole("plateau")["history"]["learning_rate"])) > 1


def test_a_disk_that_is_full_is_no_reason_to_stop(whole, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys):
    real, left = checkpoints.save, [20]

    def failing(folder: Path, state: checkpoints.Checkpoint) -> Path:
        left[0] -= 1
        if 0 < left[0] < 15:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(folder, state)

    monkeypatch.setattr(checkpoints, "save", failing)
    assert killed_and_resumed(tmp_path, "dense", 12) == whole("dense")
    assert "checkpoint not written, training continues: No space left on device" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["dense", "convolutional", "stopping", "plateau"])
@pytest.mark.parametrize("point", range(1, BATCHES - 1, 3))
def test_nor_does_one_at_any_third_batch(kind: str, point: int, whole, tmp_path: Path):
    end = whole(kind)
    with contextlib.suppress(resume.Died):  # early stopping may have come first
        resume.train(tmp_path, resume.KINDS[kind], point)
    assert resume.state(resume.train(tmp_path, resume.KINDS[kind])) == end


@pytest.mark.parametrize("kind", ["convolutional", "dense"])
def test_on_jax_too(kind: str, tmp_path: Path):
    command = [sys.executable, "-m", "tests.faults.resume", kind, "4,16,33"]
    environment = os.environ | {"KERAS_BACKEND": "jax"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == {"4": True, "16": True, "33": True}


def test_a_torn_checkpoint_is_passed_over_for_the_one_before(whole, tmp_path: Path):
    with pytest.raises(resume.Died):
        resume.train(tmp_path, resume.KINDS["convolutional"], 25)
    newest, before = checkpoint_names.files(tmp_path / "checkpoint")
    newest.write_bytes(newest.read_bytes()[:-100])
    start, wrong = checkpoints.newest(tmp_path / "checkpoint")
    assert (start.epoch, start.batch) == checkpoint_names.position(before) and "damaged" in wrong[0]
    assert resume.state(resume.train(tmp_path, resume.KINDS["convolutional"])) == whole("convolutional")


def test_two_checkpoints_are_kept_and_nothing_else(tmp_path: Path):
    with pytest.raises(resume.Died):
        resume.train(tmp_path, resume.KINDS["dense"], 30)
    names = sorted(path.name for path in (tmp_path / "checkpoint").iterdir())
    assert [checkpoint_names.position(Path(name)) for name in names] == [(1, 13), (1, 14)]


def test_a_checkpoint_of_another_network_is_refused(tmp_path: Path):
    from fitflow.errors import InputError

    with pytest.raises(resume.Died):
        resume.train(tmp_path, resume.KINDS["dense"], 5)
    with pytest.raises(InputError, match="another network"):
        resume.train(tmp_path, resume.KINDS["dense"] | {"model.options": {"units": 3}})
