"""The UIs of Prefect and MLflow in a real browser; screenshots are kept in build/screenshots."""

from __future__ import annotations

import pytest

from fitflow.orchestration.server import rest
from tests.browser import Browser
from tests.room import QUICK, Room, until


@pytest.fixture(scope="module")
def page(room: Room) -> str:
    """The page of a schedule's deployment."""
    made = room.json("schedule", "add", *QUICK, "--set", "seed=41", "--every", "1d", "--name", "pages")
    deployment = rest.call(room.api, "GET", f"/deployments/name/{made['deployment']}")
    return f"{room.api.removesuffix('/api')}/v2/deployments/deployment/{deployment['id']}"


def fill(browser: Browser, label: str, value: str) -> str:
    """Type into the field below a label and press Submit; returns what the browser says is wrong with it."""
    from selenium.webdriver.common.keys import Keys

    field = browser.driver.find_element("xpath", f"//*[normalize-space(.)='{label}']/following::input[1]")
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys(value)
    browser.click("Submit")
    return str(field.get_attribute("validationMessage"))


def test_the_custom_run_form_has_fields_help_and_limits_and_starts_a_run(browser: Browser, room: Room, page: str):
    browser.open(page, "pages", "Every 1 day")
    browser.click("Run")
    browser.click("Custom run")
    shown = browser.wait("Epochs (Optional)", "Learning Rate (Optional)", "Submit")
    assert "A file in fitflow/datasets, for example mnist." in shown
    browser.screenshot("prefect-custom-run")
    assert fill(browser, "Epochs (Optional)", "0") == "Value must be greater than or equal to 1."
    browser.screenshot("prefect-refused")
    assert runs_of(room, page) == []
    fill(browser, "Epochs (Optional)", "1")
    browser.wait("scheduled to start now")
    (run,) = until(lambda: [run for run in runs_of(room, page) if run["state_type"] == "COMPLETED"], "the run's end")
    assert run["parameters"]["recipe"]["training"]["epochs"] == 1


def runs_of(room: Room, page: str) -> list[dict]:
    """The flow runs of the deployment but for those that its schedule plans."""
    chosen = {"deployments": {"id": {"any_": [page.rpartition("/")[2]]}}}
    runs = rest.call(room.api, "POST", "/flow_runs/filter", chosen)
    return [run for run in runs if not run["auto_scheduled"]]


def test_the_runs_page_in_mlflow_has_its_curves_and_the_way_to_prefect(browser: Browser, room: Room, page: str):
    run_id = runs_of(room, page)[0]["labels"]["mlflow.run_id"]
    shown = room.json("show", run_id[:8])
    browser.open(shown["url"], "digits-dense-seed41", "test_accuracy", run_id, "Prefect flow run")
    browser.screenshot("mlflow-run")
    link = browser.driver.find_element("link text", "Prefect flow run").get_attribute("href")
    browser.open(link, "digits-dense-seed41", "Completed", f"MLflow run {run_id}")
    browser.screenshot("prefect-run")
