"""The comparison document of recorded runs: groups, differences, tests, notes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fitflow.comparison.choosing import chosen
from fitflow.comparison.document import compare
from fitflow.errors import InputError
from tests.recorded import record


def document(*runs: str, **options: Any) -> dict[str, Any]:
    found = compare(chosen(runs, "", None), **options)
    json.dumps(found, allow_nan=False)  # what --json prints is JSON
    return found


def metric(found: dict[str, Any], name: str, group: str) -> dict[str, Any]:
    return next(row for row in found["metrics"] if row["name"] == name)["by_group"][group]


def accuracies(*values: float, **options: Any) -> list[str]:
    return [record(seed, metrics={"test_accuracy": value}, **options) for seed, value in enumerate(values)]


def test_seeds_of_a_recipe_are_one_group_with_mean_and_deviation(project: Path):
    small = accuracies(0.90, 0.92, 0.91, params={"units": 16})
    large = accuracies(0.95, 0.96, params={"units": 32})
    found = document(*small, *large)
    assert [(group["name"], group["n"], group["seeds"]) for group in found["groups"]] == [
        ("A", 3, ["0", "1", "2"]),
        ("B", 2, ["0", "1"]),
    ]
    first = metric(found, "test_accuracy", "A")
    assert first["mean"] == pytest.approx(0.91) and first["sd"] == pytest.approx(0.01)
    assert metric(found, "test_accuracy", "B")["difference"] == pytest.approx(0.045)
    assert [metric(found, "test_accuracy", name)["best"] for name in "AB"] == [False, True]


def test_only_fields_that_differ_are_listed_and_the_seed_is_none(project: Path):
    runs = accuracies(0.9, params={"units": 16, "batch": 8}) + accuracies(0.9, 0.8, params={"units": 32, "batch": 8})
    found = document(*runs)
    assert found["recipe"] == [{"field": "units", "values": {"A": ["16"], "B": ["32"]}}]
    assert found["machine"] == found["code"]["fields"] == found["data"] == []


def test_a_failed_run_is_shown_and_marked_and_counts_in_no_mean_and_no_test(project: Path):
    runs = [*accuracies(0.9, 0.91), record(2, status="FAILED", metrics={"test_accuracy": 0.1})]
    lone = record(0, status="RUNNING", metrics={"test_accuracy": 0.99}, params={"units": 64})
    found = document(*runs, lone)
    assert found["groups"][0]["n"] == 2 and metric(found, "test_accuracy", "A")["mean"] == pytest.approx(0.905)
    assert found["groups"][1]["status"] == "RUNNING" and not metric(found, "test_accuracy", "B")["best"]
    assert found["tests"] == [{"group": "B", "base": "A", "reason": "B did not finish"}]
    said = " ".join(found["notes"])
    assert f"Run {runs[2][:8]} (A) is FAILED: it broke." in said and f"Run {lone[:8]} (B) is RUNNING" in said


def test_a_seed_that_was_run_again_counts_once(project: Path):
    runs = [*accuracies(0.9, 0.92), record(0, metrics={"test_accuracy": 0.9})]
    found = document(*runs)
    assert found["groups"][0]["n"] == 2 and len(found["groups"][0]["runs"]) == 3
    assert any("1 repeated run of its seeds" in note for note in found["notes"])


def test_other_code_is_another_group_unless_it_is_pooled(project: Path):
    runs = [*accuracies(0.9, 0.92), record(2, metrics={"test_accuracy": 0.8}, tags={"fitflow.code_digest": "f" * 64})]
    assert [group["n"] for group in document(*runs)["groups"]] == [2, 1]
    pooled = document(*runs, pool_code=True)
    assert [group["n"] for group in pooled["groups"]] == [3]
    assert any("2 versions of fitflow's code" in note for note in pooled["notes"])


def test_training_that_went_on_is_not_the_same_as_training(project: Path):
    first = accuracies(0.9, 0.91)
    second = [
        record(seed, tags={"fitflow.continues": run}, metrics={"test_accuracy": 0.95}) for seed, run in enumerate(first)
    ]
    third = record(0, tags={"fitflow.continues": second[0]}, metrics={"test_accuracy": 0.96})
    assert [group["n"] for group in document(*first, *second, third)["groups"]] == [2, 2, 1]
    assert [group["n"] for group in document(*second, third)["groups"]] == [2, 1]  # what they go on from is looked up


def test_runs_that_fitflow_did_not_make_stand_alone_and_are_compared_by_what_they_have(project: Path):
    foreign = [record(None, metrics={"test_accuracy": value}, params={"lr": "0.1"}) for value in (0.7, 0.8)]
    found = document(*foreign, *accuracies(0.9))
    assert [group["n"] for group in found["groups"]] == [1, 1, 1]
    assert [metric(found, "test_accuracy", name)["mean"] for name in "ABC"] == [0.7, 0.8, 0.9]
    assert f"Run {foreign[0][:8]} (A) was not made by fitflow" in " ".join(found["notes"])
    assert "The test split of A, B is not recorded" in " ".join(found["notes"])


def test_seeds_are_tested_by_welchs_t_and_several_tests_adjusted(project: Path):
    base = accuracies(0.90, 0.91, 0.905, params={"units": 1})
    better = accuracies(0.95, 0.951, 0.952, params={"units": 2})
    same = accuracies(0.90, 0.912, 0.906, params={"units": 3})
    tests = document(*base, *better, *same)["tests"]
    assert [test["differs"] for test in tests] == [True, False]
    assert all(test["method"].startswith("Welch") and test["n"] == [3, 3] for test in tests)
    assert tests[0]["low"] < tests[0]["difference"] < tests[0]["high"] and tests[0]["low"] > 0
    assert tests[0]["p_adjusted"] == pytest.approx(2 * tests[0]["p"])


LABELS = np.arange(100) % 4


def guesses(wrong: int, start: int = 0) -> dict[str, Any]:
    """Predictions with some wrong ones, in an order of their own."""
    predicted = LABELS.copy()
    predicted[start : start + wrong] = (predicted[start : start + wrong] + 1) % 4
    order = np.random.default_rng(wrong).permutation(100)
    return {"id": np.arange(100)[order], "label": LABELS[order], "predicted": predicted[order]}


def test_single_runs_are_tested_example_by_example(project: Path):
    first = record(0, metrics={"test_accuracy": 0.7}, params={"units": 1}, predictions=guesses(30))
    second = record(0, metrics={"test_accuracy": 0.95}, params={"units": 2}, predictions=guesses(5, start=25))
    (test,) = document(first, second)["tests"]
    assert test["method"].startswith("McNemar") and test["difference"] == pytest.approx(0.25)
    assert test["p"] == pytest.approx(2 * 0.5**25) and test["runs"] == [first, second]


def test_predictions_of_other_examples_are_not_tested(project: Path):
    other = guesses(5) | {"label": (guesses(5)["label"] + 1) % 4}
    first = record(0, metrics={"test_accuracy": 0.7}, params={"units": 1}, predictions=guesses(30))
    second = record(0, metrics={"test_accuracy": 0.95}, params={"units": 2}, predictions=other)
    third = record(0, metrics={"test_accuracy": 0.95}, params={"units": 3})
    reasons = [test["reason"] for test in document(first, second, third)["tests"]]
    assert "different test examples" in reasons[0] and "one has no predictions.parquet" in reasons[1]


def test_a_regression_is_tested_on_its_squared_errors(project: Path):
    chance = np.random.default_rng(0)
    target = chance.normal(size=200)
    runs: list[str] = []
    for number, spread in enumerate((1.0, 0.1)):
        table = {"id": np.arange(200), "target": target, "predicted": target + chance.normal(0, spread, 200)}
        runs.append(record(0, metrics={"test_rmse": spread}, params={"units": number}, predictions=table))
    (test,) = document(*runs)["tests"]
    assert test["method"].startswith("paired t") and test["differs"] and test["difference"] < 0


def test_other_test_data_is_shown_and_not_compared(project: Path):
    first, second = accuracies(0.9, params={"units": 1}), accuracies(0.95, params={"units": 2}, test_split="ab" * 32)
    found = document(*first, *second)
    value = metric(found, "test_accuracy", "B")
    assert value["mean"] == 0.95 and value["difference"] is None and not value["best"]
    assert (
        value["not_comparable"] == "another test split" == found["tests"][0]["reason"].removeprefix("test_accuracy: ")
    )
    assert any("Different test splits" in note for note in found["notes"])
    assert {row["field"] for row in found["data"]} == {"testing split, SHA-256"}


def test_different_tasks_are_compared_in_what_they_share(project: Path):
    classes = record(0, metrics={"test_accuracy": 0.9, "seconds_train": 3.0}, recipe="classes")
    numbers = record(0, metrics={"test_rmse": 2.0, "seconds_train": 4.0}, recipe="numbers", test_split="ab" * 32)
    found = document(classes, numbers)
    assert any("Different tasks (classification: A; regression: B)" in note for note in found["notes"])
    train = next(row for row in found["times"] if row["name"] == "seconds_train")
    assert train["by_group"]["B"]["difference"] == 1.0 and train["by_group"]["A"]["best"]
    assert "reason" in found["tests"][0]


def test_losses_of_other_losses_are_not_compared(project: Path):
    runs = [
        record(0, metrics={"loss": value, "test_loss": value}, params={"training.label_smoothing": smoothing})
        for value, smoothing in ((0.5, 0.0), (0.9, 0.1))
    ]
    found = document(*runs)
    assert metric(found, "loss", "B")["not_comparable"] == "another loss"
    assert metric(found, "test_loss", "B")["difference"] == pytest.approx(0.4)


def test_sort_puts_the_best_group_first_and_tests_that_metric(project: Path):
    runs = [
        record(0, metrics={"test_accuracy": 0.9, "val_loss": loss}, params={"units": loss}) for loss in (0.5, 0.1, 0.3)
    ]
    found = document(*runs, sort="val_loss")
    assert [metric(found, "val_loss", name)["mean"] for name in "ABC"] == [0.1, 0.3, 0.5]
    assert found["judged_by"] == {"metric": "val_loss", "better": "lower"}
    with pytest.raises(InputError, match="did you mean 'val_loss'"):
        document(*runs, sort="val_los")


def test_curves_are_whole_and_what_is_no_number_is_null(project: Path):
    run = record(0, curves={"loss": [3.0, 2.0, float("nan")], "examples_per_second": [1.0, 2.0, 3.0]})
    other = record(0, curves={"loss": [3.0, 2.5]}, params={"units": 1})
    found = document(run, other)
    assert found["curves"] == {"loss": {run: [(0, 3.0), (1, 2.0), (2, None)], other: [(0, 3.0), (1, 2.5)]}}


def test_the_code_between_two_commits_is_gits_own_diffstat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "mlruns").mkdir()
    monkeypatch.chdir(tmp_path)

    def git(*arguments: str) -> str:
        who = ("-c", "user.name=t", "-c", "user.email=t@example.org")
        return subprocess.run(["git", *who, *arguments], check=True, capture_output=True, text=True).stdout.strip()

    git("init", "-q")
    commits: list[str] = []
    for text in ("one\n", "one\ntwo\n"):
        (tmp_path / "net.py").write_text(text)
        git("add", "net.py")
        git("commit", "-qm", "a")
        commits.append(git("rev-parse", "HEAD"))
    hostile = f"--output={tmp_path / 'stolen'}"
    runs = [
        record(0, params={"units": number}, tags={"mlflow.source.git.commit": commit, "fitflow.git_dirty": "true"})
        for number, commit in enumerate([*commits, "0" * 40, hostile])
    ]
    found = document(*runs)
    first, unknown = found["code"]["diffs"]
    assert "net.py | 1 +" in first["stat"] and (first["from"], first["to"]) == tuple(commits)
    assert "not in this checkout" in unknown["error"] and not (tmp_path / "stolen").exists()
    assert any("uncommitted changes" in note for note in found["notes"])


@pytest.mark.parametrize(
    ("names", "recipe", "last", "said"),
    [
        ([], "", None, "name the runs to compare"),
        (["a", "b"], "recorded", None, "name the runs to compare"),
        ([], "", 201, "more than 200"),
        ([], "nothing-so-called", 5, "there is no run of the recipe 'nothing-so-called'"),
        (["abcdef12", "abcdef13"], "", None, "no run 'abcdef12'"),
    ],
)
def test_what_cannot_be_compared_is_an_input_error(
    project: Path, names: list[str], recipe: str, last: int | None, said: str
):
    with pytest.raises(InputError, match=said):
        chosen(names, recipe, last)


def test_one_run_named_twice_is_one(project: Path):
    run = record(0)
    with pytest.raises(InputError, match=f"are the same run, {run[:12]}"):
        chosen([run, run[:20]], "", None)


def test_a_prefix_of_several_runs_lists_them(project: Path):
    runs = [record(0) for _ in range(17)]  # of 17 ids two at the least start alike
    by_start: dict[str, list[str]] = {}
    for run in runs:
        by_start.setdefault(run[0], []).append(run)
    start, same = next((start, same) for start, same in by_start.items() if len(same) > 1)
    with pytest.raises(InputError, match=f"several runs start with '{start}'"):
        chosen([start, same[0]], "", None)


def test_the_newest_runs_of_a_recipe_are_chosen_oldest_first(project: Path):
    runs = [record(seed, recipe="chosen-ones") for seed in range(4)]
    record(0, recipe="another")
    assert [run["run_id"] for run in chosen([], "chosen-ones", 3)] == runs[1:]
