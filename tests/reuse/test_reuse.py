"""Reuse in the real flow on real servers: which steps are reused, what the new run logs, and when reuse is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from fitflow import load_recipe
from fitflow.config import Recipe
from fitflow.errors import InputError
from fitflow.reuse.options import Reuse
from fitflow.steps import load, prepare

TINY = {"training.epochs": 2, "dataset.name": "synthetic", "model.options.units": 8}
WORK = {"load", "prepare", "build", "train", "evaluate", "register", "report"}


def recipe(**overrides: object) -> Recipe:
    return load_recipe("digits-dense", TINY | overrides)


def run(chosen: Recipe, **options: object) -> dict:
    from fitflow.flows.train import train

    return train(chosen, **options)


def states(flow_run_id: str) -> dict[str, str]:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    with get_client(sync_client=True) as client:
        found = client.read_task_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[flow_run_id])))
    return {task.name.rpartition("-")[0]: task.state.name for task in found}


@pytest.fixture(scope="module")
def pair(server: str, tmp_path_factory: pytest.TempPathFactory):
    """The same recipe twice, in a project and a cache of its own."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("reuse")
        (folder / "mlruns").mkdir()
        patch.chdir(folder)
        patch.setenv("FITFLOW_CACHE_DIR", str(folder / "cache"))
        patch.setenv("FITFLOW_HOME", str(folder / "home"))
        yield run(recipe()), run(recipe())


@pytest.fixture
def client(pair):
    from mlflow import MlflowClient

    return MlflowClient(pair[0]["url"].rpartition(" ")[2])


def test_the_second_run_does_nothing_again_and_prefect_says_cached(pair):
    first, second = pair
    assert {name: state for name, state in states(first["flow_run_id"]).items() if state == "Cached"} == {}
    assert {name for name, state in states(second["flow_run_id"]).items() if state == "Cached"} == WORK
    assert first["reused"] == [] and set(second["reused"]) == WORK
    assert second["reused_from"] == first["run_id"]


def test_it_has_a_record_of_its_own_that_points_at_the_work(pair, client):
    first, second = (client.get_run(result["run_id"]) for result in pair)
    assert first.info.run_id != second.info.run_id and second.info.status == "FINISHED"
    assert second.data.tags["fitflow.reused"] == first.info.run_id
    assert first.info.run_id in second.data.tags["mlflow.note.content"]
    assert "fitflow.reused" not in first.data.tags
    assert second.data.params == first.data.params
    not_results = ("seconds", "system", "test_reads")  # the second run has not read the test split
    results = {name: value for name, value in first.data.metrics.items() if not name.startswith(not_results)}
    assert results.items() <= second.data.metrics.items()
    for name in ("loss", "val_accuracy"):
        ours, theirs = (
            [(point.step, point.value) for point in client.get_metric_history(run.info.run_id, name)]
            for run in (second, first)
        )
        assert ours == theirs


def test_it_stands_for_the_model_of_the_run_that_trained(pair, monkeypatch: pytest.MonkeyPatch):
    from fitflow import tracking
    from fitflow.tracking import registry

    first, second = pair
    monkeypatch.setenv("MLFLOW_TRACKING_URI", first["url"].rpartition(" ")[2])
    assert tracking.find_model(second["run_id"]).run_id == first["run_id"]
    assert registry.version_of(second["run_id"]) == registry.version_of(first["run_id"])


def test_figures_and_card_are_there_too_and_no_second_version(pair, client):
    first, second = (
        {file.path for folder in (None, "figures") for file in client.list_artifacts(result["run_id"], folder)}
        for result in pair
    )
    assert first - second == {"checkpoint"} and second <= first
    assert pair[0]["model"] == pair[1]["model"]
    assert len(client.search_model_versions("name='synthetic'")) == 1
    outputs = client.get_run(pair[1]["run_id"]).outputs.model_outputs
    assert [f"models:/{output.model_id}" for output in outputs] == [pair[0]["model"]["uri"]]


def test_only_what_is_asked_for_is_done_again(pair, client):
    again = run(recipe(), reuse=Reuse(refresh=("evaluate",)))
    assert set(again["reused"]) == WORK - {"evaluate"}  # the same figures came out: the report stays
    assert again["metrics"] == pair[0]["metrics"]


def test_a_run_can_end_early_and_without_a_record(pair):
    from fitflow import tracking

    before = len(tracking.list_runs(1000))
    done = run(recipe(), reuse=Reuse(until="prepare"))
    assert (done["until"], done["run_id"]) == ("prepare", None) and set(done["seconds"]) == {"load", "prepare"}
    assert len(tracking.list_runs(1000)) == before
    trained = run(recipe(), reuse=Reuse(until="train"))
    assert tracking.get_run(trained["run_id"])["status"] == "FINISHED" and trained["metrics"] == {}


def test_from_a_step_needs_those_before_it(pair):
    with pytest.raises(InputError, match="--from needs a cached result of train, and none was found"):
        run(recipe(seed=99), reuse=Reuse(done=("train",)))


def test_what_was_altered_is_found_and_made_again(pair):
    from fitflow.reuse import results as cache

    altered = recipe(seed=5)
    first = run(altered)
    made = {record.step: record for record in cache.records() if record.made.run_id == first["run_id"]}
    path = Path(made["train"].result["path"])
    path.write_bytes(path.read_bytes()[:-1])
    second = run(altered)
    assert "train" not in second["reused"] and second["metrics"] == first["metrics"]
    assert run(altered)["reused_from"] == second["run_id"]


def test_the_record_that_is_gone_from_mlflow_is_made_again(pair, client):
    deleted = recipe(seed=6)
    first = run(deleted)
    client.delete_run(first["run_id"])
    client.delete_model_version(first["model"]["name"], first["model"]["version"])
    second = run(deleted)
    assert set(second["reused"]) == WORK - {"register", "report"}
    assert second["model"] != first["model"]


def test_the_training_of_another_projects_run_is_done_again_since_its_record_cannot_be_read_here(
    pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from fitflow import tracking
    from fitflow.planning import plan
    from fitflow.reuse import results as cache

    elsewhere = recipe(seed=8)
    first = run(elsewhere)
    (tmp_path / "mlruns").mkdir()
    monkeypatch.chdir(tmp_path)
    planned = {one.step: one.reason for one in plan.plan(elsewhere)}
    assert planned["train"] == f"the result of run {first['run_id'][:8]} is not in this MLflow store"
    second = run(elsewhere)
    assert {"load", "prepare", "build"} <= set(second["reused"]) and "train" not in second["reused"]
    assert second["reused_from"] == "" and second["metrics"] == first["metrics"]
    made = {record.step: record.made.run_id for record in cache.records() if record.made.run_id == second["run_id"]}
    assert "train" in made and run(elsewhere)["reused_from"] == second["run_id"]
    assert tracking.has_artifact(second["run_id"], "checkpoint")


def test_without_the_cache_all_is_done_and_nothing_kept(pair):
    from fitflow.reuse import results as cache

    before = {record.key for record in cache.records()}
    done = run(recipe(seed=7), reuse=Reuse(off=True))
    assert done["reused"] == [] and {record.key for record in cache.records()} == before


def test_the_whole_cache_may_be_deleted(pair):
    import shutil

    shutil.rmtree(os.environ["FITFLOW_CACHE_DIR"])
    done = run(recipe())
    assert done["reused"] == [] and done["metrics"] == pair[0]["metrics"]


def fitflow(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command, and at the end on stderr which frameworks it has imported."""
    script = (
        "import os, sys; sys.argv = ['fitflow', *sys.argv[1:]]\n"
        "from fitflow.cli.main import main\n"
        "heavy = ('tensorflow', 'keras', 'matplotlib', 'sklearn')\n"
        "def leave(code):\n"
        "    print('imported', [m for m in heavy if m in sys.modules], file=sys.stderr, flush=True)\n"
        "    leaving(code)\n"
        "leaving, os._exit = os._exit, leave\n"
        "main()"
    )
    return subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, timeout=240)


def test_the_command_says_before_what_it_will_do_and_imports_no_framework_for_nothing(pair):
    arguments = ["digits-dense", *(f"--set={name}={value}" for name, value in TINY.items()), "--seed=8"]
    planned = fitflow("plan", *arguments, "--json")
    assert planned.returncode == 10 and "imported []" in planned.stderr, planned.stderr
    first = json.loads(fitflow("run", *arguments, "--json").stdout)
    assert set(json.loads(planned.stdout)["runs"]) == WORK - set(first["reused"])
    planned = fitflow("plan", *arguments, "--json")
    assert planned.returncode == 0 and json.loads(planned.stdout)["runs"] == []
    done = fitflow("run", *arguments, "--json")
    assert set(json.loads(done.stdout)["reused"]) == WORK and "imported []" in done.stderr, done.stderr
    changed = fitflow("plan", *arguments, "--set=training.epochs=3")
    assert (
        changed.returncode == 10 and "training.epochs 2 -> 3" in changed.stdout and "expected: about" in changed.stdout
    )


def test_a_step_that_does_not_exist_is_an_input_error(pair):
    done = fitflow("run", "digits-dense", "--refresh=evaluat")
    assert done.returncode == 2 and "did you mean 'evaluate'" in done.stderr


@pytest.mark.slow
def test_runs_at_once_all_end_well(pair):
    """Two of one recipe in processes of their own: whoever comes first, both give the same."""
    arguments = ["digits-dense", *(f"--set={name}={value}" for name, value in TINY.items()), "--seed=9", "--json"]
    done: list[subprocess.CompletedProcess[str]] = []
    threads = [threading.Thread(target=lambda: done.append(fitflow("run", *arguments))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.returncode for one in done] == [0] * 2, [one.stderr[-500:] for one in done]
    assert len({json.dumps(json.loads(one.stdout)["metrics"]) for one in done}) == 1
    assert set(json.loads(fitflow("run", *arguments).stdout)["reused"]) == WORK


def test_a_computation_is_reused_too(pair):
    from fitflow.flows.compute import compute
    from fitflow.recipe_io.loading import load_experiment

    first, second = (compute(load_experiment("pca")) for _ in range(2))
    assert first["reused"] == [] and set(second["reused"]) == {"load", "prepare", "compute", "evaluate"}
    assert second["metrics"] == first["metrics"] and second["reused_from"] == first["run_id"]


def test_ten_recipes_that_share_a_dataset_prepare_it_once(clean_store: Path, monkeypatch: pytest.MonkeyPatch):
    made: list[str] = []
    for module, name in ((prepare, "_make"), (load, "verify")):
        real = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *given, real=real, name=name: (made.append(name), real(*given))[1])

    def prepare_one(number: int) -> None:
        mine = recipe(name=f"recipe-{number}", **{"training.epochs": number + 1})
        prepare.run(load.run(mine.dataset), mine.preprocessing, mine.seed)

    threads = [threading.Thread(target=prepare_one, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == ["_make", "verify"]


@pytest.mark.slow
def test_a_full_disk_does_not_cost_the_run(pair, monkeypatch: pytest.MonkeyPatch):
    from fitflow.reuse import results as cache

    def full(*_: object) -> None:
        raise InputError("no space left on device")

    monkeypatch.setattr(cache, "_stored", full)
    done = run(recipe(seed=12))
    assert done["status"] == "FINISHED" and "train" not in run(recipe(seed=12))["reused"]
