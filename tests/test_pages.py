"""What people see: the pages of Prefect and MLflow in a real browser; pictures are kept in build/screenshots."""

from __future__ import annotations

import pytest

from flows import rest
from tests.browser import Browser
from tests.room import QUICK, Room


@pytest.fixture(scope="module")
def result(room: Room) -> dict:
    return room.json("run", *QUICK, "--seed", "41")


def test_the_custom_run_form_has_the_recipes_fields_and_their_help(browser: Browser, room: Room, deployment: str):
    browser.open(f"{room.api.removesuffix('/api')}/deployments/deployment/{deployment}", "train", "Run")
    browser.open(f"{room.api.removesuffix('/api')}/v2/deployments/deployment/{deployment}/run", "Parameters")
    shown = browser.wait("Epochs (Optional)", "Batch Size (Optional)", "Learning Rate (Optional)")
    assert "A file in fitflow/datasets, for example mnist." in shown
    browser.screenshot("prefect-custom-run")


def test_the_form_refuses_a_bad_value_and_starts_nothing(browser: Browser, room: Room, deployment: str):
    body = {"parameters": {"recipe": {"name": "x", "training": {"epochs": 0}}}}
    with pytest.raises(rest.Refused, match=r"epochs|required"):
        rest.call(room.api, "POST", f"/deployments/{deployment}/create_flow_run", body)


def test_the_runs_page_in_mlflow_has_its_curves_and_the_way_to_prefect(browser: Browser, room: Room, result: dict):
    browser.open(result["url"], "digits-dense-seed41", "test_accuracy", result["run_id"], "Prefect flow run")
    browser.screenshot("mlflow-run")
    link = browser.driver.find_element("link text", "Prefect flow run").get_attribute("href")
    browser.open(link, "digits-dense-seed41", "Completed", f"MLflow run {result['run_id']}")
    browser.screenshot("prefect-run")
