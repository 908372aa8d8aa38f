"""Reading MLflow's database file directly gives what MLflow's API gives, for every run and point."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from fitflow import tracking
from fitflow.tracking import Query, reading, sqlite
from tests.recorded import record

METRICS = {"test_accuracy": 0.9, "system/cpu": 1.0, "broken": float("nan"), "endless": float("inf")}


def through_mlflow(query: Query) -> list[dict[str, Any]]:
    where, order = query.in_mlflows_language()
    return [reading.plain_run(run) for run in reading.find_runs(where, order, query.limit)]


@pytest.fixture
def runs(project: Path) -> list[str]:
    made = [record(seed, recipe="read", metrics=METRICS | {"test_accuracy": 0.5 + seed / 10}) for seed in range(3)]
    made.append(record(3, recipe="read", status="FAILED", metrics={"test_accuracy": float("nan")}))
    return [*made, record(None, recipe="foreign", params={"lr": "0.1"}, tags={"mlflow.log-model.history": "[]"})]


QUERIES = [
    Query(limit=1),
    Query(recipe="read", limit=3),
    Query(recipe="read", finished=True, metric="test_accuracy", limit=2),
    Query(recipe="read", finished=True, metric="test_accuracy", lowest=True, limit=2),
    Query(recipe="it's not there"),
]


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_a_query_finds_what_mlflows_own_search_finds(runs: list[str], query: Query):
    ours, theirs = sqlite.search(query), through_mlflow(query)
    assert ours is not None and repr(ours) == repr(theirs)  # repr: what is no number does not equal itself


def test_a_run_is_whole_and_without_the_machines_load(runs: list[str]):
    (ours,), (theirs,) = (find(Query(ids=(runs[0],))) for find in (sqlite.search, through_mlflow))  # type: ignore[misc]
    assert repr(ours) == repr(theirs)
    assert set(ours["metrics"]) == {"test_accuracy", "broken", "endless"} and math.isnan(ours["metrics"]["broken"])
    assert ours["datasets"]["testing"] == {"name": "data-testing", "digest": "7e57" * 16}
    (foreign,) = sqlite.search(Query(ids=(runs[-1],))) or []
    assert foreign["recipe"] == "foreign-seedNone" and "mlflow.log-model.history" not in foreign["tags"]


def test_the_start_of_an_id_finds_a_run_and_letters_of_a_pattern_do_not(runs: list[str]):
    assert [run["run_id"] for run in sqlite.search(Query(start=runs[0][:20])) or []] == [runs[0]]
    assert sqlite.search(Query(start=f"{runs[0][:4]}%")) == []


def test_a_deleted_run_is_not_found(runs: list[str]):
    from fitflow.tracking.connection import connect

    connect().delete_run(runs[0])
    assert sqlite.search(Query(ids=(runs[0],))) == through_mlflow(Query(ids=(runs[0],))) == []


def test_curves_are_those_of_mlflow_and_a_step_logged_again_has_its_last_value(project: Path):
    run = record(0, curves={"loss": [3.0, 2.0, float("nan")], "system/cpu": [1.0, 2.0]}, metrics={"test_accuracy": 0.9})
    tracking.log_metrics(run, {"loss": 1.5}, step=1, milliseconds=4_000_000_000_000)
    ours = sqlite.curves([run])
    theirs = reading._curves(reading.connect(), run)
    assert ours is not None and repr(ours[run]) == repr(theirs)
    assert ours[run]["loss"][:2] == [(0, 3.0), (1, 1.5)] and set(ours[run]) == {"loss"}


def test_tables_that_are_not_mlflows_are_left_to_mlflow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "other.db"
    path.write_text("no database")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{path}")
    assert sqlite.search(Query()) is None and sqlite.curves(["a"]) is None


def test_a_store_that_is_not_there_has_no_runs_and_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path / 'none.db'}")
    assert tracking.list_runs() == [] and not (tmp_path / "none.db").exists()


def test_a_thousand_runs_are_read_in_a_few_queries(runs: list[str], monkeypatch: pytest.MonkeyPatch):
    statements: list[str] = []
    opened = sqlite._open

    def counted(path: Path) -> Any:
        connection = opened(path)
        connection.set_trace_callback(statements.append)
        return connection

    monkeypatch.setattr(sqlite, "_open", counted)
    found = sqlite.search(Query(limit=1000)) or []
    assert len(found) >= 5 and len([text for text in statements if text.lstrip().startswith("SELECT")]) <= 5
