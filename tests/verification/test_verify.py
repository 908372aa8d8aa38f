"""`fitflow verify`: runs a run again from its record alone, and names every difference."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fitflow import load_recipe, tracking
from fitflow.errors import InputError
from fitflow.verification import checkout, verify
from fitflow.verification.past import past_run
from tests.documents import conforms

ROOT = Path(__file__).parents[2]
TINY = {"training.epochs": 2, "dataset.name": "synthetic", "model.options.units": 8}


def command(*arguments: str, code: Path = ROOT, cpus: str = "", timeout: int = 400) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(code)}
    pinned = ["taskset", "-c", cpus] if cpus else []
    call = [*pinned, sys.executable, "-P", "-m", "fitflow.cli", *arguments, "--json"]
    return subprocess.run(call, env=environment, capture_output=True, text=True, timeout=timeout, check=False)


@pytest.fixture(scope="module")
def folder(server: str, tmp_path_factory: pytest.TempPathFactory):
    """A project and a cache of its own."""
    with pytest.MonkeyPatch.context() as patch:
        place = tmp_path_factory.mktemp("verify")
        (place / "mlruns").mkdir()
        patch.chdir(place)
        patch.setenv("FITFLOW_CACHE_DIR", str(place / "cache"))
        patch.setenv("FITFLOW_HOME", str(place / "home"))
        yield place


@pytest.fixture(scope="module")
def finished(folder: Path) -> dict:
    from fitflow.flows.train import train

    return train(load_recipe("digits-dense", TINY | {"name": "to-verify"}))


def test_a_run_comes_out_bit_identical_in_another_process(finished: dict):
    found = verify.verify(finished["run_id"])
    assert found["verdict"] == "bit-identical" and found["missing"] == []
    assert all(found["compared"][what]["identical"] for what in ("weights", "metrics", "predictions"))
    run = tracking.get_run(finished["run_id"])
    assert run["tags"]["fitflow.verdict"] == "bit-identical" and found["again"] == [run["tags"]["fitflow.verified_by"]]
    again = tracking.get_run(found["again"][0])
    assert again["tags"]["fitflow.verifies"] == finished["run_id"] and "fitflow.reused" not in again["tags"]
    assert tracking.get_run("latest:to-verify")["run_id"] == finished["run_id"]
    assert past_run(found["again"][0]).run_id == finished["run_id"]  # a verification is not verified itself


def test_all_are_the_finished_runs_that_did_work(finished: dict):
    assert verify.chosen(None) == [finished["run_id"]]
    assert verify.chosen(5, seed=1) == [finished["run_id"]]


def test_a_changed_helper_is_found_and_named(finished: dict, tmp_path: Path):
    """In a copy of the code that is no checkout: what is not to be had is said too."""
    shutil.copytree(ROOT / "fitflow", tmp_path / "fitflow", ignore=shutil.ignore_patterns("__pycache__"))
    path = tmp_path / "fitflow/training/learning_rate.py"
    shutil.copy(path, path.with_suffix(".kept"))
    model = tmp_path / "fitflow/models/mnist_dense.py"
    model.write_text(model.read_text().replace('activation="relu"', 'activation="tanh"'))
    done = command("verify", finished["run_id"], code=tmp_path)
    assert done.returncode == 1, done.stderr[-2000:]
    found = conforms(json.loads(done.stdout), "verify")
    assert found["verdict"] != "bit-identical"
    assert "build in fitflow.models.mnist_dense changed" in found["reasons"]
    assert "fitflow.models.mnist_dense.build differ" in found["missing"][0]
    assert found["compared"]["weights"]["largest_difference"] > 0


@pytest.mark.slow
def test_another_number_of_threads_is_found(finished: dict):
    if len(os.sched_getaffinity(0)) < 2:
        pytest.skip("one processor")
    done = command("verify", finished["run_id"], cpus="0")
    found = conforms(json.loads(done.stdout), "verify")
    said = found["reasons"] + found.get("notes", [])
    assert f"threads {len(os.sched_getaffinity(0))} -> 1" in said


def test_a_changed_byte_of_the_data_is_found_without_running(folder: Path):
    from fitflow.flows.train import train

    data = folder / "data"
    data.mkdir()
    rows = [f"{index % 7},{index * 3 % 11},{'even' if index % 2 == 0 else 'odd'}" for index in range(60)]
    (data / "rows.csv").write_text("\n".join(["a,b,kind", *rows]) + "\n")
    dataset = {"name": "csv", "options": {"path": "rows.csv", "target": "kind"}}
    overrides = {"name": "rows", "dataset": dataset, "preprocessing": {"scale": "standardize"}, "training.epochs": 1}
    result = train(load_recipe("digits-dense", overrides), str(data))
    (data / "rows.csv").write_text((data / "rows.csv").read_text().replace("3,9,", "3,8,", 1))
    found = verify.verify(result["run_id"])
    assert (found["verdict"], found["reasons"], found["again"]) == ("differs", ["data: file rows.csv changed"], [])
    assert tracking.get_run(result["run_id"])["tags"]["fitflow.verdict"].startswith("differs, because data")
    (data / "rows.csv").unlink()
    with pytest.raises(InputError, match=r"no file rows\.csv"):
        verify.verify(result["run_id"])


def test_a_run_that_did_not_end_well_is_not_verified(finished: dict):
    from fitflow.tracking import create_run, end_run

    run = create_run("verify-tests", "failed", {})
    end_run(run.run_id, "FAILED", "no")
    with pytest.raises(InputError, match="only a finished run"):
        verify.verify(run.run_id)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the code in it as it is, committed."""
    for package in ("fitflow", "flows", "models", "recipes", "tasks"):
        ignored = shutil.ignore_patterns("__pycache__", "bundled")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignored)
    for arguments in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "c"],
    ):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)
    monkeypatch.setattr(checkout, "root", lambda: tmp_path)
    return tmp_path


def test_changed_code_is_brought_back_from_its_commit(finished: dict, repository: Path, monkeypatch):
    past = past_run(finished["run_id"])
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=repository, capture_output=True, text=True).stdout.strip()
    tags = past.tags | {"mlflow.source.git.commit": commit, "fitflow.git_dirty": "false"}
    monkeypatch.setattr(checkout, "changed", lambda parts: ["fitflow.models.mnist_dense.build"])
    with checkout.code_for(tags, past.parts) as code:
        brought = Path(code.folders[-1])
        assert code.missing == [] and brought != repository
        assert (brought / "models/mnist_dense.py").read_text() == (ROOT / "models/mnist_dense.py").read_text()
    assert not brought.exists()
    with checkout.code_for(tags | {"mlflow.source.git.commit": "f" * 40}, past.parts) as code:
        assert code.folders == [str(repository)] and "commit ffffffffff is not in the repository" in code.missing[0]
    with checkout.code_for(tags | {"fitflow.git_dirty": "true"}, past.parts) as code:
        assert "changes that are not in commit" in code.missing[0]


def test_versions_that_cannot_be_had_are_said(finished: dict, monkeypatch):
    past = past_run(finished["run_id"])
    train = past.parts["train"]
    parts = {"train": train | {"libraries": train["libraries"] | {"numpy": "0.0.1"}}}
    monkeypatch.setattr(checkout, "_install", lambda pins: (None, "no matching distribution"))
    with checkout.code_for(past.tags, parts) as code:
        assert code.missing == [
            "numpy==0.0.1: cannot be installed (no matching distribution); run with the present versions"
        ]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["mnist-dense", "cifar-lenet"])
def test_real_recipes_come_out_bit_identical(name: str, folder: Path, data_dir: Path):
    from fitflow.flows.train import train

    recipe = load_recipe(name, {"training.epochs": 2})
    result = train(recipe, str(data_dir) if name.startswith("cifar") else None)
    assert verify.verify(result["run_id"])["verdict"] == "bit-identical"
