"""Entrypoint of the scheduled flow; updates deployments made by an earlier fitflow."""

from __future__ import annotations

from fitflow.orchestration.server import rest

ENTRYPOINT = "fitflow.flows.scheduled.train"
FLOW_NAME = "train"  # lists scheduled runs with the other trainings
FORMER = ("flows.scheduled.train",)  # until 0.1, when flows was a package beside fitflow
PAGE = 200


def update(url: str) -> list[str]:
    """Set the current entrypoint on deployments of an earlier fitflow; returns their names.

    Args:
        url: the Prefect API's URL.

    Raises:
        InputError: the API does not answer.
    """
    updated: list[str] = []
    for deployment in _all(url):
        if deployment["entrypoint"] in FORMER:
            rest.call(url, "PATCH", f"/deployments/{deployment['id']}", {"entrypoint": ENTRYPOINT})
            updated.append(deployment["name"])
    return updated


def _all(url: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    while page := rest.call(url, "POST", "/deployments/filter", {"limit": PAGE, "offset": len(found)}):
        found += page
    return found
