"""`fitflow compare` and `list runs` as people and scripts type them, on real trainings of two recipes and two seeds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fitflow import load_recipe

COMMAND = [sys.executable, "-m", "fitflow.cli"]
QUICK = {"training.epochs": 2, "dataset.name": "synthetic"}


def fitflow(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    variables = os.environ | {"COLUMNS": "160"} | environment
    return subprocess.run([*COMMAND, *arguments], cwd=cwd, env=variables, capture_output=True, text=True, timeout=240)


@pytest.fixture(scope="module")
def trained(server: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """Two recipes with two seeds each."""
    from fitflow.flows.train import train

    folder = tmp_path_factory.mktemp("compared")
    (folder / "mlruns").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        variants = [{"model.options.units": units, "seed": seed} for units in (4, 64) for seed in (0, 1)]
        return folder, [train(load_recipe("digits-dense", QUICK | variant)) for variant in variants]


def starts(trained: tuple[Path, list[dict[str, Any]]]) -> list[str]:
    return [result["run_id"][:12] for result in trained[1]]


def test_as_json_it_is_one_document_with_the_figures_of_the_runs(trained):
    done = fitflow("compare", *starts(trained), "--json", cwd=trained[0])
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [group["n"] for group in found["groups"]] == [2, 2]
    assert found["recipe"] == [{"field": "model.options.units", "values": {"A": ["4"], "B": ["64"]}}]
    accuracy = next(row for row in found["metrics"] if row["name"] == "test_accuracy")
    ours = [result["metrics"]["test_accuracy"] for result in trained[1]]
    assert accuracy["by_group"]["A"]["mean"] == pytest.approx(sum(ours[:2]) / 2)
    assert accuracy["by_group"]["B"]["mean"] == pytest.approx(sum(ours[2:]) / 2)
    assert found["data"] == found["code"]["diffs"] == [] and set(found["curves"]) >= {"loss", "val_loss", "accuracy"}
    assert [len(line) for line in found["curves"]["loss"].values()] == [2] * 4


def test_two_single_runs_are_tested_on_the_predictions_that_training_left(trained):
    done = fitflow("compare", starts(trained)[0], starts(trained)[2], "--json", cwd=trained[0])
    (test,) = json.loads(done.stdout)["tests"]
    assert test["method"].startswith("McNemar")
    ours = [trained[1][place]["metrics"]["test_accuracy"] for place in (0, 2)]
    assert test["difference"] == pytest.approx(ours[1] - ours[0])


def test_in_a_terminal_and_in_markdown_it_says_the_same(trained):
    plain = fitflow("compare", *starts(trained), cwd=trained[0])
    markdown = fitflow("compare", *starts(trained), "--markdown", cwd=trained[0])
    assert plain.returncode == markdown.returncode == 0, plain.stderr + markdown.stderr
    for text in ("model.options.units", "test_accuracy", "Welch's t over seeds", "▁", "n 2"):
        assert text in plain.stdout and text in markdown.stdout
    assert "| model.options.units | 4 | 64 |" in markdown.stdout and "\x1b" not in plain.stdout
    rows = [line for line in markdown.stdout.splitlines() if line.startswith("|")]
    assert all(line.endswith("|") for line in rows)


def test_the_newest_of_a_recipe_are_sorted_and_written_as_html(trained, tmp_path: Path):
    path = tmp_path / "report.html"
    options = ["--recipe", "digits-dense", "--last", "4", "--sort", "test_accuracy", "--html", str(path)]
    done = fitflow("compare", *options, cwd=trained[0])
    assert done.returncode == 0 and done.stdout == "" and "report.html" in done.stderr
    assert "4 runs compared" in path.read_text()


def test_comparing_and_listing_import_no_mlflow(trained):
    script = (
        "import os, sys; sys.argv = ['fitflow', *sys.argv[1:]]\n"
        "from fitflow.cli.main import app\n"
        "try: app()\n"
        "except SystemExit: pass\n"
        "print([name for name in ('mlflow', 'tensorflow', 'prefect', 'matplotlib') if name in sys.modules],"
        " file=sys.stderr)"
    )
    for arguments in (["compare", "--last", "4", "--json"], ["list", "runs"], ["show", "latest"]):
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments], cwd=trained[0], capture_output=True, text=True
        )
        assert done.stderr.splitlines()[-1] == "[]", (arguments, done.stderr)


def test_list_runs_takes_a_recipe_and_a_number(trained):
    rows = json.loads(
        fitflow("list", "runs", "--recipe", "digits-dense", "--last", "3", "--json", cwd=trained[0]).stdout
    )
    assert [row["run_id"][:12] for row in rows] == starts(trained)[:0:-1]
    assert json.loads(fitflow("list", "runs", "--recipe", "none", "--json", cwd=trained[0]).stdout) == []


BAD = [
    (["compare"], "name the runs to compare"),
    (["compare", "latest"], "compare needs at least two different runs"),
    (["compare", "latest", "abcdef12"], "no run 'abcdef12'"),
    (["compare", "--last", "4", "--html", "/nonexistent/report.html"], "cannot write /nonexistent/report.html"),
    (["compare", "--last", "4", "--markdown", "--json"], "choose one"),
    (["compare", "--last", "4", "--sort", "test_acuracy"], "did you mean 'test_accuracy'?"),
    (["compare", "--last", "4", "--open"], "fitflow up"),
    (["compare", "--last", "201"], "more than 200"),
    (["list", "--recipe", "digits-dense"], "fitflow list runs --recipe digits-dense"),
]


@pytest.mark.parametrize(("arguments", "said"), BAD, ids=lambda value: " ".join(value)[:40])
def test_bad_input_is_one_line_and_exit_2(trained, arguments: list[str], said: str):
    done = fitflow(*arguments, cwd=trained[0])
    assert done.returncode == 2 and said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert (said in json.loads(done.stdout)["error"]) if "--json" in arguments else done.stdout == ""


def test_the_models_of_runs_are_shown_with_their_results_data_and_version(trained):
    """What MLflow's page of models reads."""
    from mlflow import MlflowClient

    folder, results = trained
    client = MlflowClient(f"sqlite:///{folder}/mlruns/mlflow.db")
    run = client.get_run(results[0]["run_id"])
    model = client.get_logged_model(results[0]["model"]["uri"].rpartition("/")[2])
    values = {metric.key: metric for metric in model.metrics}
    assert {name: metric.value for name, metric in values.items()}.items() >= results[0]["metrics"].items()
    assert values["test_accuracy"].dataset_name == "synthetic-test"
    assert values["loss"].dataset_name == "synthetic-train"
    assert values["loss"].value == run.data.metrics["loss"]  # the last epoch's, not the first's
    assert model.params["model.options.units"] == "4"
    version = {"name": "synthetic", "version": results[0]["model"]["version"]}
    assert json.loads(model.tags["mlflow.modelVersions"]) == [version]
    assert len(client.get_metric_history(run.info.run_id, "test_accuracy")) == 1
    assert client.get_experiment(run.info.experiment_id).tags["mlflow.experimentKind"] == "custom_model_development"
    assert run.info.run_name == "digits-dense-seed0 dataset=synthetic units=4 epochs=2"
