"""What commit 7be1d1a wrote is read, judged, gone on with and verified by the fitflow of today.

Only the command line is used, and plain files: modules may move, what has been written stays.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import subprocess
from contextlib import closing
from typing import Any

import numpy as np
import pytest

from tests.legacy.make import COMMANDS, COMMIT, SMALL
from tests.legacy.material import DATA, ROOT, Old, said

PACKAGES = ("fitflow", "flows", "models", "recipes", "tasks")
TRAINED = ("first", "second", "quicker", "line")
TOLERANCE = 1e-5  # between processors


def id_of(name: str) -> str:
    """The id of the run that a command of make.py made."""
    return json.loads((DATA / f"said/{name}.json").read_text())["run_id"]


def code_is_that_of_the_commit(old: Old) -> bool:
    """Whether the code here is byte for byte what made the set: the digest that its runs were tagged with."""
    digest = hashlib.sha256()
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            digest.update(f"\0{package}/{path.relative_to(ROOT / package)}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest() == tag(old, id_of("interrupted"), "fitflow.code_digest")


def tag(old: Old, run_id: str, name: str) -> str:
    with closing(sqlite3.connect(old.database)) as database:
        query = "SELECT value FROM tags WHERE run_uuid = ? AND key = ?"
        ((value,),) = database.execute(query, (run_id, name)).fetchall()
    return value


def test_old_runs_are_listed_as_they_were(old: Old):
    assert old.run("list", "runs") == said("list", old.root)
    statuses = {run["run_id"]: run["status"] for run in old.run("list", "runs", "--recipe", "digits-dense")}
    finished = {id_of(name): "FINISHED" for name in ("first", "second", "again", "quicker")}
    assert statuses == finished | {id_of("interrupted"): "KILLED"}


@pytest.mark.parametrize("name", [*TRAINED, "components"])
def test_an_old_run_is_shown_with_its_recipe_metrics_and_params(name: str, old: Old):
    recorded = said(name, old.root)
    shown = old.run("show", recorded["run_id"][:8])
    assert (shown["recipe"], shown["status"]) == (recorded["recipe"], "FINISHED")
    assert {key: shown["metrics"][key] for key in recorded["metrics"]} == recorded["metrics"]
    assert shown["params"]["seed"] == str(recorded["seed"])
    assert shown["tags"]["mlflow.source.git.commit"] == COMMIT and shown["tags"]["fitflow.git_dirty"] == "false"
    assert recorded["data"]["sha256"] == shown["tags"]["fitflow.data_sha256"]
    if name != "components":
        assert shown["params"]["training.epochs"] == str(recorded["epochs"]) == "3"
        assert {key: shown["tags"][key] for key in recorded["runtime"]} == recorded["runtime"]


def test_a_model_card_of_an_old_run_is_shown(old: Old):
    card = old.run("show", "digits@champion", "--card")
    assert card["run_id"] == id_of("first")
    assert card["card"] == old.artifact(id_of("first"), "model_card.md").read_text()


def without_reasons(part: Any) -> Any:
    """A part of a comparison without its reasons, which are sentences and may be worded anew."""
    if isinstance(part, list):
        return [without_reasons(one) for one in part]
    return {key: value for key, value in part.items() if key != "reason"} if isinstance(part, dict) else part


def test_old_runs_are_compared_with_the_numbers_of_then(old: Old):
    """Curves, predictions, recipes and seeds too: two seeds, another learning rate, another recipe."""
    runs = [id_of(name) for name in ("first", "second", "quicker", "line")]
    compared, then = old.run("compare", *runs), said("compare", old.root)
    for part in ("runs", "groups", "judged_by", "recipe", "data", "metrics", "tests", "times", "curves"):
        assert without_reasons(compared[part]) == without_reasons(then[part]), part
    groups = {group["name"]: group["runs"] for group in compared["groups"]}
    assert groups == {"A": runs[:2], "B": runs[2:3], "C": runs[3:]}
    (accuracy,) = (row["by_group"] for row in compared["metrics"] if row["name"] == "test_accuracy")
    first, second, quicker = (said(name, old.root)["metrics"]["test_accuracy"] for name in TRAINED[:3])
    assert accuracy["A"]["mean"] == pytest.approx((first + second) / 2)
    assert accuracy["B"]["difference"] == pytest.approx(quicker - (first + second) / 2)


def test_the_old_ledger_is_read_line_by_line_and_its_chain_holds(old: Old):
    written = (DATA / "home/ledgers/store/digits.jsonl").read_bytes()
    history = old.run("history", "digits", "--verify")
    assert history == said("history", old.root) and history["problems"] == []
    events = [line["event"] for line in history["lines"]]
    assert events == ["intent", "promoted", "rejected", "intent", "promoted", "intent", "rolled back"]
    assert old.ledger.read_bytes() == written


def test_a_changed_line_of_the_old_ledger_is_found(own: Old):
    own.ledger.write_bytes(own.ledger.read_bytes().replace(b'"forced":true', b'"forced":false', 1))
    done = own.command("history", "digits", "--verify", "--json")
    assert done.returncode == 1 and json.loads(done.stdout)["problems"][0].startswith("line 4 of ")


def test_the_old_champion_is_the_champion(old: Old):
    champion = old.run("champion", "digits")
    assert champion == said("champion", old.root)
    assert (champion["version"], champion["run_id"]) == ("1", id_of("first"))


def test_the_old_champion_predicts_what_it_did(old: Old):
    images = [str(path) for path in sorted((old.root / "images").iterdir())]
    now, then = old.run("predict", "digits@champion", *images), said("predict", old.root)
    assert all(now[key] == then[key] for key in ("model", "run_id", "class_names"))
    with np.load(old.artifact(id_of("first"), "fixed_batch.npz")) as batch:
        recorded = batch["outputs"][: len(images)]
    assert [row["predicted"] for row in now["predictions"]] == [row["predicted"] for row in then["predictions"]]
    for row, before, outputs in zip(now["predictions"], then["predictions"], recorded, strict=True):
        assert row["image"] == before["image"]
        assert row["probabilities"] == pytest.approx(before["probabilities"], abs=TOLERANCE)
        assert row["probabilities"] == pytest.approx(outputs.tolist(), abs=TOLERANCE)


def test_the_old_cache_is_listed_and_each_result_explained(old: Old):
    entries, then = old.run("cache", "ls")["entries"], said("cache", old.root)["entries"]
    assert {entry["key"]: _lasting(entry) for entry in entries} == {entry["key"]: _lasting(entry) for entry in then}
    steps = {entry["step"]: entry["key"] for entry in entries if entry["recipe"] == "digits-dense"}
    assert {"load", "prepare", "build", "train", "evaluate"} <= steps.keys()
    found = old.run("cache", "explain", steps["train"][:12])
    assert (found["step"], found["whole"], found["wrong"]) == ("train", True, None)
    assert found["made"]["tracking_uri"] == f"sqlite:///{old.database}"


def _lasting(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key != "used"}


def test_an_altered_record_of_the_old_cache_is_not_believed(own: Old):
    (path,) = own.root.glob(f"cache/v*/steps/{_key('train')}.json")
    record = json.loads(path.read_text())
    record["made"]["seconds"] += 1
    path.write_text(json.dumps(record))
    assert own.command("cache", "explain", path.stem[:12], "--json").returncode == 2


def _key(step: str) -> str:
    return next(one["key"] for one in json.loads((DATA / "said/plan.json").read_text())["steps"] if one["step"] == step)


def test_a_plan_on_the_old_cache_says_of_every_step_why(old: Old):
    """With the code of then nothing would run; with other code each step that would says what has changed."""
    plan = old.run(*COMMANDS["plan"], codes=(0, 10))
    then = said("plan", old.root)
    assert plan["last_run"] == then["last_run"]
    assert [step["step"] for step in plan["steps"]] == [step["step"] for step in then["steps"]]
    for step in plan["steps"]:
        told = step["reason"].startswith("after ") if step["runs"] else step["reason"].startswith("cached")
        assert told or step["causes"], step
    if code_is_that_of_the_commit(old):
        elsewhere = ("register", "report")  # what these made is in a store, and its place has changed
        kept = [step for step in then["steps"] if step["step"] not in elsewhere]
        assert [step for step in plan["steps"] if step["step"] not in elsewhere] == kept
    elif plan["runs"]:
        assert plan["seconds"] is not None  # the history of this recipe is read


def test_the_doctor_finds_nothing_wrong_with_an_old_project(old: Old):
    assert old.run("doctor") == {"findings": []}


def test_a_run_that_other_code_began_is_refused_in_one_line_that_says_what_to_type(own: Old):
    """With the code that began it, it goes on from its checkpoint to its end."""
    run_id = id_of("interrupted")
    done = own.command("resume", run_id[:8])
    if code_is_that_of_the_commit(own):
        assert done.returncode == 0, done.stderr
        assert own.run("show", run_id)["status"] == "FINISHED"
        return
    assert done.returncode == 2 and done.stdout == ""
    refusals = [line for line in done.stderr.splitlines() if line.startswith("fitflow: ")]
    assert len(refusals) == 1 and "fitflow's code" in refusals[0]
    assert refusals[0].endswith(f"or start over: fitflow resume {run_id[:8]} --force")
    assert own.run("show", run_id)["status"] == "KILLED"


@pytest.mark.slow
def test_an_old_interrupted_run_starts_anew_where_it_is_forced(own: Old):
    result = own.run("resume", id_of("interrupted"), "--force")
    assert result["status"] == "FINISHED" and result["run_id"] != id_of("interrupted")
    assert (result["seed"], result["epochs"], len(result["history"]["loss"])) == (3, 3, 3)
    assert own.run("show", id_of("interrupted"))["status"] == "KILLED"


def test_training_goes_on_from_an_old_run(own: Old):
    """From its checkpoint: its weights, and its count of epochs."""
    before = said("first", own.root)
    result = own.run("run", "digits-dense", *SMALL, "--seed", "1", "--continue-from", before["run_id"][:8])
    assert result["status"] == "FINISHED"
    losses, old_losses = result["history"]["loss"], before["history"]["loss"]
    assert losses[:3] == old_losses and len(losses) == 6 and losses[3] < old_losses[-1]
    assert tag(own, result["run_id"], "fitflow.continues") == before["run_id"]
    with closing(sqlite3.connect(own.database)) as database:
        query = "SELECT step FROM metrics WHERE run_uuid = ? AND key = 'loss' ORDER BY step"
        steps = [step for (step,) in database.execute(query, (result["run_id"],))]
    assert steps == [3, 4, 5]


@pytest.mark.slow
def test_the_old_ledger_is_gone_on_with(own: Old):
    """A promotion judges two old models on their old predictions, and its lines follow the old ones."""
    before = own.ledger.read_bytes()
    result = own.run("promote", id_of("quicker"))
    assert (result["promoted"], result["before"]) == (True, "1")
    assert own.ledger.read_bytes().startswith(before)
    history = own.run("history", "digits", "--verify")
    assert history["problems"] == [] and [line["number"] for line in history["lines"]] == list(range(1, 10))
    assert own.run("champion", "digits")["run_id"] == id_of("quicker")


def test_an_old_run_is_verified(own: Old):
    """With the code of its commit where the repository has that, else with today's, and then it says so."""
    run_id = id_of("first")
    found = own.run("verify", run_id)
    assert found["verdict"] in ("bit-identical", "within tolerance"), found
    commit = ["git", "-C", str(ROOT), "cat-file", "-e", f"{COMMIT}^{{commit}}"]
    is_here = subprocess.run(commit, capture_output=True, check=False).returncode == 0
    about_code = [missing for missing in found["missing"] if missing.startswith("the run's code")]
    if is_here or code_is_that_of_the_commit(own):
        assert about_code == []
    else:
        assert all(f"commit {COMMIT[:10]} is not in the repository" in missing for missing in about_code)
    assert tag(own, run_id, "fitflow.verdict").startswith(found["verdict"])
