"""Notifies people of the end of a flow run: Prefect's state-change hooks, and a command, a webhook or a block.

A notice that cannot be delivered becomes a warning in the run's log; it never changes the run's state.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
import urllib.request
from typing import Any, TypedDict

from prefect.blocks.core import Block
from prefect.blocks.system import Secret
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun
from prefect.logging.loggers import flow_run_logger
from pydantic import ValidationError

from fitflow.config import Event, Notice, Part
from fitflow.errors import FitflowError, InputError, first_line
from fitflow.orchestration import flow_run_process, labels
from fitflow.processes.signals import received
from fitflow.system.json_text import to_json

EVENTS: dict[str, Event] = {"COMPLETED": "success", "FAILED": "failure", "CRASHED": "crash"}
TRIES = 3
TIMEOUT_SECONDS = 10
COMMAND_SECONDS = 60


class NoticeDocument(TypedDict):
    """How a flow run ended: a webhook gets this as the body of its POST, a command on stdin.

    Attributes:
        event: `success`, `failure`, `crash`, or `metric` for a metric that met the notice's condition.
        recipe: the recipe's name; null if the run's parameters cannot be read.
        schedule: the schedule's name; null for a run without one.
        logical_date: the scheduled time that the run is for, in ISO 8601; null if it has none.
        state: the name of the flow run's last state, such as `Completed`.
        message: that state's message, at most 2,000 characters.
        flow_run: the flow run's name.
        flow_run_id: the flow run's id.
        flow_run_url: the flow run's page; empty if not known.
        run_id: the id of the MLflow run; null if none began.
        run_url: the MLflow run's page; null if not known.
        metrics: the run's last metrics, by name.
    """

    event: Event
    recipe: str | None
    schedule: str | None
    logical_date: str | None
    state: str
    message: str
    flow_run: str
    flow_run_id: str
    flow_run_url: str
    run_id: str | None
    run_url: str | None
    metrics: dict[str, float | None]


def notify(flow: Any, flow_run: FlowRun, state: Any) -> None:
    """Hook: send the notices of the recipe and of the schedule that match how the run ended."""
    event = EVENTS.get(state.type.value)
    notices = _notices(flow_run.parameters)
    if event is None or not notices or received() is not None:
        return
    log = flow_run_logger(flow_run, flow, fitflow=True)
    facts = _facts(flow_run, event, state)
    for notice in notices:
        for kind in _events(notice, event, facts["metrics"]):
            try:
                _send(notice, {**facts, "event": kind})
                log.info("notified of %s by %s", kind, _channel(notice))
            except Exception as error:  # a failed notice must not change the run's state
                log.warning("could not notify of %s by %s: %s", kind, _channel(notice), first_line(error))


def notify_of_crash(flow: Any, flow_run: FlowRun, state: Any) -> None:
    """Hook: after a run's process has died, notify, and end its MLflow run.

    The worker calls this in its own process; a subprocess is needed to have the run's folder and environment.
    """
    if flow_run.deployment_id is None:
        notify(flow, flow_run, state)
        return
    with get_client(sync_client=True) as client:
        job = client.read_deployment(flow_run.deployment_id).job_variables or {}
    command = [sys.executable, "-m", "fitflow.orchestration.notices", str(flow_run.id)]
    environment = os.environ | {name: str(value) for name, value in (job.get("env") or {}).items()}
    done = subprocess.run(
        command, cwd=job.get("working_dir"), env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
        flow_run_logger(flow_run, flow, fitflow=True).warning("after the crash: %s", last[0])


def main(flow_run_id: str) -> None:
    """Entry point of the subprocess of `notify_of_crash`; reads the flow run anew from Prefect."""
    with get_client(sync_client=True) as client:
        run: Any = client.read_flow_run(flow_run_id)  # type: ignore[arg-type]
        flow_run_process.mark_killed(run, run.state.message or "its process died")
    notify(None, run, run.state)


def _notices(parameters: dict[str, Any]) -> list[Notice]:
    """Return the notices of the recipe and of the schedule; none if the parameters are invalid."""
    parts = [parameters.get(name) or {} for name in ("recipe", "schedule")]
    values: list[Any] = [part.model_dump() if isinstance(part, Part) else part for part in parts]
    try:
        return [Notice.model_validate(notice) for value in values for notice in value.get("notify") or ()]
    except (ValidationError, AttributeError):
        return []


def _facts(run: FlowRun, event: Event, state: Any) -> NoticeDocument:
    """Collect a notice's content as plain values: nothing from the environment, no URLs but those of the two runs."""
    with get_client(sync_client=True) as client:
        own = client.read_flow_run(run.id).labels or {}  # set after this object was created
        schedule = client.read_deployment(run.deployment_id).name if run.deployment_id else None
    run_id = own.get(labels.RUN)
    known = _mlflow_run(str(run_id)) if run_id else {}
    recipe = run.parameters.get("recipe")
    return {
        "event": event,
        "recipe": recipe.get("name") if isinstance(recipe, dict) else getattr(recipe, "name", None),
        "schedule": schedule,
        "logical_date": known.get("tags", {}).get("fitflow.logical_date"),
        "state": str(state.name),
        "message": (state.message or "").strip()[:2000],
        "flow_run": run.name,
        "flow_run_id": str(run.id),
        "flow_run_url": str(known.get("tags", {}).get("prefect.flow_run_url", "")),
        "run_id": str(run_id) if run_id else None,
        "run_url": known.get("url"),
        "metrics": known.get("metrics", {}),
    }


def _mlflow_run(run_id: str) -> dict[str, Any]:
    from fitflow import tracking

    try:
        return dict(tracking.get_run(run_id))
    except FitflowError:
        return {}  # notify even when the tracking server is down


def _events(notice: Notice, event: Event, metrics: dict[str, float | None]) -> list[Event]:
    """Return those events of a notice that this end matches."""
    found: list[Event] = []
    if event in notice.on:
        found.append(event)
    value = metrics.get(notice.metric or "")
    if event == "success" and "metric" in notice.on and value is not None:
        below = notice.below is not None and not value >= notice.below  # NaN is outside every bound
        above = notice.above is not None and not value <= notice.above
        if below or above:
            found.append("metric")
    return found


def _send(notice: Notice, facts: NoticeDocument) -> None:
    if notice.command is not None:
        _run(notice.command, facts)
    elif notice.webhook is not None:
        _post(_address(notice.webhook), facts)
    else:
        block: Any = Block.load(notice.block or "")
        block.notify(_sentence(facts), subject=f"{facts['recipe']}: {facts['event']}")


def _run(command: str, facts: NoticeDocument) -> None:
    """Run the user's command, without a shell, with the facts as JSON on stdin."""
    done = subprocess.run(
        shlex.split(command),
        input=to_json(facts),
        capture_output=True,
        text=True,
        timeout=COMMAND_SECONDS,
        check=False,
    )
    if done.returncode:
        raise InputError(f"the command exited with {done.returncode}: {(done.stderr.strip().splitlines() or [''])[-1]}")


def _post(address: str, facts: NoticeDocument) -> None:
    body = to_json(facts).encode()
    for left in reversed(range(TRIES)):
        request = urllib.request.Request(address, body, {"Content-Type": "application/json"}, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):
                return
        except OSError:
            if not left:
                raise
            time.sleep(TRIES - left)


def _address(webhook: str) -> str:
    """Return the webhook's URL; ``env:NAME`` and ``secret:NAME`` are looked up.

    Raises:
        InputError: the environment variable is not set.
    """
    kind, _, name = webhook.partition(":")
    if kind == "env":
        if not (found := os.environ.get(name)):
            raise InputError(f"the environment of the run has no {name}")
        return found
    return str(Secret.load(name).get()) if kind == "secret" else webhook  # type: ignore[union-attr]


def _sentence(facts: NoticeDocument) -> str:
    metrics = ", ".join(f"{name} {value:.4g}" for name, value in facts["metrics"].items() if name.startswith("test_"))
    of = f" of schedule {facts['schedule']}" if facts["schedule"] else ""
    return "\n".join(
        line
        for line in (
            f"{facts['recipe']}{of}: {facts['event']} ({facts['state']})",
            facts["message"],
            metrics,
            facts["flow_run_url"],
        )
        if line
    )


def _channel(notice: Notice) -> str:
    """Name the channel without its address, which may be a secret."""
    return "command" if notice.command else "webhook" if notice.webhook else f"block {notice.block}"


if __name__ == "__main__":
    main(sys.argv[1])
