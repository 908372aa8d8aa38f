"""The command line as users and scripts run it, in separate processes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "fitflow.cli"]
QUICK = ["--set", "training.epochs=2", "--set", "dataset.name=synthetic"]


def fitflow(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], cwd=cwd, env=os.environ | environment, capture_output=True, text=True, timeout=240
    )


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A run from an empty folder, with a Prefect server of its own."""
    folder = tmp_path_factory.mktemp("empty")
    environment = {"PREFECT_API_URL": ""}
    return folder, fitflow("run", "digits-dense", *QUICK, "--seed", "3", "--json", cwd=folder, **environment)


def test_a_run_prints_one_json_document_and_exits_0(finished):
    _, done = finished
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["status"] == "FINISHED" and result["seed"] == 3
    assert {"imports", "server", "load", "train", "evaluate", "register"} <= set(result["seconds"])
    assert result["seconds"]["total"] > sum(result["seconds"].values()) / 2


def test_outside_a_terminal_progress_is_one_plain_line_a_step_and_an_epoch(finished):
    _, done = finished
    starts = [line.partition("  ")[0].strip() for line in done.stderr.splitlines()]
    before, after = ["load", "prepare", "build", "start MLflow run"], ["train", "evaluate", "register"]
    assert starts == [*before, "epoch 1/2", "epoch 2/2", *after], done.stderr
    assert "\x1b" not in done.stderr


def test_it_makes_mlruns_where_it_was_called(finished):
    folder, _ = finished
    assert (folder / "mlruns" / "mlflow.db").is_file()
    assert not (folder / "mlflow.db").exists()


def test_list_and_show_find_the_run(finished):
    folder, done = finished
    run_id = json.loads(done.stdout)["run_id"]
    runs = json.loads(fitflow("list", "runs", "--json", cwd=folder).stdout)
    assert [run["run_id"] for run in runs] == [run_id]
    shown = json.loads(fitflow("show", run_id[:8], "--json", cwd=folder).stdout)
    assert shown["params"]["training.epochs"] == "2"
    assert run_id[:8] in fitflow("list", "runs", cwd=folder).stdout


@pytest.mark.parametrize("kind", ["recipes", "datasets", "models"])
def test_list_names_every_entry_with_a_summary(kind: str, tmp_path: Path):
    rows = json.loads(fitflow("list", kind, "--json", cwd=tmp_path).stdout)
    assert len(rows) >= 4 and all(row["summary"] for row in rows)


BAD = [
    (["run", "mnist-dens"], "did you mean 'mnist-dense'"),
    (["run", "digits-dense", "--set", "training.epoch=1"], "did you mean 'training.epochs'"),
    (["run", "digits-dense", "--set", "training.epochs=0"], "greater than or equal to 1"),
    (["run", "digits-dense", "--set", "epochs"], "KEY=VALUE"),
    (["run", "digits-dense", "--set", "training.batch_size=100000"], "larger than"),
    (["run", "mnist-dense", "--data-dir", "/nonexistent"], "is not a folder"),
    (["run", "nothing.py"], "no recipe file"),
    (["show", "mnist-dens"], "did you mean 'mnist-dense'"),
    (["show", "abcdef12"], "no run 'abcdef12'"),
    (["run"], "missing argument"),
    (["ruin"], "no such command"),
    (["list", "recipe"], "invalid value"),
    (["run", "digits-dense", "--seed", "x"], "invalid value"),
]


@pytest.mark.parametrize(("arguments", "said"), BAD, ids=lambda value: " ".join(value)[:40])
def test_bad_input_is_exit_2_and_no_traceback(arguments: list[str], said: str, tmp_path: Path, server: str):
    (tmp_path / "mlruns").mkdir()
    done = fitflow(*arguments, cwd=tmp_path, NO_COLOR="1", COLUMNS="200")
    assert done.returncode == 2
    assert said in done.stderr and "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    "command", ["run digits-dense --set training.epochs=0", "compare deadbeef latest", "show nope", "doctor --fixx"]
)
def test_with_json_an_error_is_a_json_document_too(command: str, tmp_path: Path):
    done = fitflow(*command.split(), "--json", cwd=tmp_path)
    assert done.returncode == 2
    document = json.loads(done.stdout)
    assert document["status"] == "FAILED" and done.stderr == f"fitflow: {document['error']}\n"


@pytest.mark.parametrize("name", ["PREFECT_API_URL", "MLFLOW_TRACKING_URI"])
def test_a_server_that_is_set_and_not_there_is_named_soon(name: str, tmp_path: Path, server: str):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://user:secret@127.0.0.1:{port}/api"
    start = time.monotonic()
    done = fitflow("run", "digits-dense", cwd=tmp_path, **{name: address})
    assert done.returncode == 2 and f"127.0.0.1:{port}" in done.stderr
    assert "secret" not in done.stderr and "Traceback" not in done.stderr
    assert time.monotonic() - start < 60  # a hang, not a time: Prefect's own client would wait for minutes


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_store_without_permission_is_an_input_error(tmp_path: Path):
    (tmp_path / "mlruns").mkdir(mode=0o500)
    done = fitflow("run", "digits-dense", cwd=tmp_path)
    assert done.returncode == 2 and "cannot write" in done.stderr


@pytest.mark.parametrize("name", ["mlruns", "FITFLOW_CACHE_DIR", "FITFLOW_HOME"])
def test_a_file_in_the_place_of_a_folder_is_an_input_error(name: str, tmp_path: Path, server: str):
    (tmp_path / name).write_text("in the way")
    done = fitflow("run", "digits-dense", cwd=tmp_path, **({name: str(tmp_path / name)} if name != "mlruns" else {}))
    assert done.returncode == 2 and "cannot write" in done.stderr and "Traceback" not in done.stderr


def test_a_loss_that_breaks_is_exit_1(project: Path, server: str):
    broken = ["--set", 'training.optimizer={"name": "sgd", "learning_rate": 1e30}', "--set", "training.epochs=20"]
    done = fitflow("run", "digits-dense", *broken, cwd=project)
    assert done.returncode == 1 and "the loss became" in done.stderr and "Traceback" not in done.stderr


def test_no_server_is_left_behind(finished):
    """A server whose command has gone would have process 1 or a subreaper for its parent, and this test's folders."""
    folder, _ = finished
    left = [path for path in Path("/proc").glob("[0-9]*/cwd") if _points_at(path, folder)]
    assert left == []


def _points_at(path: Path, folder: Path) -> bool:
    try:
        return path.readlink() == folder
    except OSError:
        return False
