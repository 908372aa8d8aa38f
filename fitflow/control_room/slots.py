"""The slots in which trainings run: Prefect concurrency limits, one per kind of device."""

from __future__ import annotations

from contextlib import suppress
from typing import TypedDict

from fitflow.errors import InputError
from fitflow.orchestration import labels
from fitflow.orchestration.server import rest
from fitflow.processes.services import Plan


def set_slots(url: str, slots: int | None) -> None:
    """Limit the trainings that run on a device at a time; None keeps the limit (initially 1)."""
    for name in labels.DEVICES.values():
        chosen = {"active": True} | ({"limit": slots} if slots else {})
        try:
            rest.call(url, "PATCH", f"/v2/concurrency_limits/{name}", chosen)
        except rest.Refused as refused:
            if refused.status != 404:
                raise
            rest.call(url, "POST", "/v2/concurrency_limits/", {"name": name, "limit": 1} | chosen)


def deactivate_slots(plan: Plan) -> None:
    """Deactivate the limits: they stay in the database, which runs without a control room use too."""
    if plan.part("prefect") is None:
        return  # the server is the user's; others may use its limits
    for name in labels.DEVICES.values():
        with suppress(InputError):
            rest.call(plan.facts["api"], "PATCH", f"/v2/concurrency_limits/{name}", {"active": False})


class DeviceSlots(TypedDict):
    """How many trainings may run on a device at a time.

    Attributes:
        device: `cpu-train` or `gpu`.
        slots: the number of trainings that may run at a time.
        taken: the number of trainings that run.
    """

    device: str
    slots: int
    taken: int


def slots(url: str) -> list[DeviceSlots]:
    """For each device, how many trainings may run at a time and how many do."""
    found: list[DeviceSlots] = []
    for limit in rest.call(url, "POST", "/v2/concurrency_limits/filter", {"limit": 200}):
        if limit["name"] in labels.DEVICES.values():
            found.append({"device": limit["name"], "slots": limit["limit"], "taken": limit["active_slots"]})
    return sorted(found, key=lambda row: row["device"])
