"""The control room's work pool: its settings and its workers."""

from __future__ import annotations

from fitflow.control_room.parts import POOL
from fitflow.orchestration.server import rest


def detach_output(url: str) -> None:
    """Stop piping the runs' output through the worker, whose death would end them; Prefect has their logs."""
    template = rest.call(url, "GET", f"/work_pools/{POOL}")["base_job_template"]
    output = template["variables"]["properties"]["stream_output"]
    if output.get("default"):
        output["default"] = False
        rest.call(url, "PATCH", f"/work_pools/{POOL}", {"base_job_template": template})


def workers_online(url: str) -> int:
    """Count the pool's online workers."""
    try:
        workers = rest.call(url, "POST", f"/work_pools/{POOL}/workers/filter", {"limit": 50})
    except rest.Refused:
        return 0
    return sum(worker["status"] == "ONLINE" for worker in workers)
