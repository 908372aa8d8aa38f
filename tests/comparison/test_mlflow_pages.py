"""MLflow's own pages on runs of fitflow's, in a real browser; pictures are kept in build/screenshots."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from tests.browser import WAIT_SECONDS, Browser
from tests.recorded import record
from tests.room import Room

CURVES = {"val_loss": [0.9, 0.5, 0.3], "accuracy": [0.5, 0.7, 0.8]}


@pytest.fixture(scope="module")
def runs(room: Room) -> list[str]:
    """Two recorded runs with curves, in an experiment of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(room.project)
        made: list[str] = []
        for units in (16, 32):
            curves = {name: [value + units / 1000 for value in line] for name, line in CURVES.items()}
            options: dict[str, Any] = {"params": {"units": units}, "recipe": f"net{units}", "experiment": "compared"}
            made.append(record(0, metrics={"test_accuracy": 0.9 + units / 1000}, curves=curves, **options))
        return made


def runs_page(room: Room, run: str, more: str = "") -> str:
    experiment = room.run(run).info.experiment_id
    return f"{room.mlflow}/#/experiments/{experiment}/runs?workflowType=machine_learning{more}"


def drawn(browser: Browser, *texts: str) -> str:
    """What the page's drawings say, once they say the texts."""
    deadline = time.monotonic() + WAIT_SECONDS
    script = "return [...document.querySelectorAll('svg text')].map(text => text.textContent).join('\\n')"
    while time.monotonic() < deadline:
        said = str(browser.driver.execute_script(script))
        if all(text in said for text in texts):
            return said
        time.sleep(0.5)
    raise AssertionError(f"{texts} is not drawn, but: {said}")


def test_two_runs_are_selected_and_compared(browser: Browser, room: Room, runs: list[str]):
    browser.open(runs_page(room, runs[0]), "net16-seed0", "net32-seed0", "data-training", "2 matching runs")
    for box in browser.driver.find_elements("css selector", ".ag-row .ag-checkbox-input")[:2]:
        browser.driver.execute_script("arguments[0].click()", box)  # its picture covers it
    browser.screenshot("mlflow-runs")
    browser.click("Compare")
    shown = browser.wait("Comparing 2 Runs from 1 Experiment", "Parallel Coordinates Plot", *runs)
    assert "net16-seed0" in shown and "net32-seed0" in shown
    said = drawn(browser, "units", "32.00000", "16.00000")
    browser.screenshot("mlflow-compare")
    assert any(metric in said for metric in ("accuracy", "val_loss", "test_accuracy"))


def test_curves_are_compared_as_charts_by_step(browser: Browser, room: Room, runs: list[str]):
    browser.open(runs_page(room, runs[0], "&compareRunsMode=CHART"), "val_loss", "net16-seed0", "net32-seed0")
    drawn(browser, "Step", "0.92", "0.93")  # curves by step, and bars of what each run has once
    browser.screenshot("mlflow-charts")


def test_the_table_of_models_has_data_results_and_versions(browser: Browser, room: Room):
    result = room.json("run", "digits-dense", "--set", "dataset.name=synthetic", "--set", "training.epochs=2")
    page = runs_page(room, result["run_id"]).replace("/runs?", "/models?")
    version = f"v{result['model']['version']}"
    browser.driver.set_window_size(3000, 1200)  # the table draws only the columns that there is room for
    browser.open(page, "digits-dense-seed0 dataset=synthetic epochs=2", "synthetic-train", version)
    browser.screenshot("mlflow-models")
    browser.driver.set_window_size(1400, 1800)


def test_compare_opens_mlflows_page_on_the_control_rooms_server(browser: Browser, room: Room, runs: list[str]):
    done = room.fitflow("compare", *runs, "--open", "--json")
    assert done.returncode == 0, done.stderr
    assert [run["run_id"] for run in json.loads(done.stdout)["runs"]] == runs
    address = next(line for line in done.stderr.splitlines() if "/#/compare-runs?" in line)
    assert address.startswith(room.mlflow)
    browser.open(address, "Comparing 2 Runs from 1 Experiment", *runs)
