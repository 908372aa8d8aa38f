"""Curves while MLflow is unreachable: each epoch is logged exactly once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fitflow import tracking
from fitflow.lifecycle import endings, live_curves
from fitflow.processes import leases


@pytest.fixture
def run_id(project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    monkeypatch.setenv("FITFLOW_HOME", str(tmp_path))
    monkeypatch.setattr(live_curves, "RETRY_SECONDS", 0.0)
    run_id = tracking.create_run("curves", "run", {}).run_id
    leases.run_folder(run_id).mkdir(parents=True)
    return run_id


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Point the store at a server that is not there, or back."""

    def be(yes: bool) -> None:
        if yes:
            monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:1")
        else:
            monkeypatch.delenv("MLFLOW_TRACKING_URI")

    return be


def logged(run_id: str) -> list[tuple[int, float]]:
    points = tracking.connection.connect().get_metric_history(run_id, "loss")
    return sorted((point.step, point.value) for point in points)


def logger(run_id: str, **options: Any) -> live_curves.CurveLogger:
    return live_curves.CurveLogger(run_id, leases.run_folder(run_id), options.pop("history", {}), **options)


def test_what_waited_is_delivered_when_the_server_is_back(run_id: str, away: Callable[[bool], None]):
    curves = logger(run_id)
    for epoch in range(6):
        if epoch in (1, 4):
            away(epoch == 1)
        curves({"loss": float(epoch)}, epoch)
    assert logged(run_id) == [(epoch, float(epoch)) for epoch in range(6)]
    assert not (leases.run_folder(run_id) / live_curves.PENDING).exists()


def test_or_by_another_process_later(run_id: str, away: Callable[[bool], None]):
    curves = logger(run_id)
    curves({"loss": 0.5}, 0)
    away(True)
    curves({"loss": 0.4}, 1)
    curves({"loss": 0.3}, 2)
    endings.end(run_id, "FAILED", "the server went\nfor ever")
    assert endings.undelivered() == [run_id] and endings.kept(run_id) == "FAILED"
    away(False)
    for _ in range(2):
        endings.deliver(run_id)
    assert logged(run_id) == [(0, 0.5), (1, 0.4), (2, 0.3)]
    run = tracking.get_run(run_id)
    assert run["status"] == "FAILED" and run["tags"]["fitflow.error"] == "for ever"
    assert endings.undelivered() == []


def test_epochs_that_are_trained_again_are_not_logged_again(run_id: str):
    curves = logger(run_id)
    for epoch in range(4):
        curves({"loss": float(epoch)}, epoch)
    again = logger(run_id, history={"loss": [0.0, 1.0]})
    for epoch in range(2, 6):
        again({"loss": float(epoch)}, epoch)
    assert logged(run_id) == [(epoch, float(epoch)) for epoch in range(6)]


def test_epochs_that_only_the_checkpoint_has_are_logged(run_id: str):
    """MLflow and the disk were full; the checkpoint's curves are what is left."""
    logger(run_id)({"loss": 0.0}, 0)
    curves = logger(run_id, history={"loss": [0.0, 1.0, 2.0]})
    assert logged(run_id) == [(epoch, float(epoch)) for epoch in range(3)]  # also where no epoch is left to train
    curves({"loss": 3.0}, 3)
    assert logged(run_id)[3:] == [(3, 3.0)]


def test_those_of_the_run_that_this_one_continues_are_not(run_id: str):
    logger(run_id, history={"loss": [9.0, 9.0]}, first=2)({"loss": 2.0}, 2)
    assert logged(run_id) == [(2, 2.0)]


def test_a_line_that_a_kill_cut_short_is_left_out(run_id: str):
    line = json.dumps({"step": 0, "time": 1, "metrics": {"loss": 0.5}})
    (leases.run_folder(run_id) / live_curves.PENDING).write_text(f"{line}\n{line[:20]}")
    endings.deliver(run_id)
    assert logged(run_id) == [(0, 0.5)]


def test_results_that_a_run_has_are_not_logged_twice(run_id: str):
    tracking.log_results(run_id, {"loss": 0.5}, 3)
    tracking.log_results(run_id, {"loss": 0.7, "other": 1.0}, 3)
    assert logged(run_id) == [(3, 0.5)] and tracking.get_run(run_id)["metrics"]["other"] == 1.0
