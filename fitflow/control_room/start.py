"""Starts and stops the control room: Prefect's server, MLflow's server and a worker, kept up by a supervisor."""

from __future__ import annotations

import os
import sys
import time
from importlib import metadata
from typing import NamedTuple, NotRequired, TypedDict

import filelock

from fitflow import tracking
from fitflow.control_room import parts as components
from fitflow.control_room.parts import POOL
from fitflow.control_room.slots import deactivate_slots, set_slots
from fitflow.control_room.work_pool import detach_output, workers_online
from fitflow.errors import InputError
from fitflow.orchestration.schedules import entrypoints
from fitflow.orchestration.server import database, rest
from fitflow.orchestration.server.local_server import user_url
from fitflow.processes import leases, services
from fitflow.processes.services import Part, Plan
from fitflow.system.paths import check_writable, home_dir, project_dir
from fitflow.system.urls import check_reachable, redact

STOP_SECONDS = 60.0  # time for a batch and a checkpoint
READY_SECONDS = 180.0  # a first start creates two databases, perhaps on a busy machine
HOPELESS = 3  # failed starts of a part before giving up
PREFIXES = ("FITFLOW_", "PREFECT_", "MLFLOW_", "KERAS_", "TF_", "XLA_", "JAX_", "CUDA_", "AWS_", "PYTHONPATH", "PATH")


class Wanted(NamedTuple):
    """The user's options; None if not given."""

    port: int | None = None
    mlflow_port: int | None = None
    slots: int | None = None


class StoppedRun(TypedDict):
    """A training that was stopped and left a checkpoint.

    Attributes:
        run_id: the MLflow run's id; `fitflow resume` resumes it.
        recipe: the recipe's name.
    """

    run_id: str
    recipe: str


class UpDocument(TypedDict):
    """The control room that is up.

    Attributes:
        project: the project's folder.
        pool: the work pool that the worker takes runs from.
        api: the address of the Prefect API.
        port: Prefect's port, as text.
        mlflow: the address of MLflow's pages.
        mlflow_port: MLflow's port, as text.
        store: the address of the MLflow store, without its password.
        slots: trainings at a time on a device, as text; empty for as many as before.
        prefect_version: Prefect's version.
        prefect: the address of Prefect's pages; missing if the user runs the server.
        worker: the address of the worker's page in Prefect.
    """

    project: str
    pool: str
    api: str
    port: str
    mlflow: str
    mlflow_port: str
    store: str
    slots: str
    prefect_version: str
    prefect: NotRequired[str]
    worker: str


class DownDocument(TypedDict):
    """Stopped processes and runs.

    Attributes:
        stopped: the names of the parts: prefect, mlflow and worker.
        runs: the trainings that were stopped; `fitflow resume` resumes them.
    """

    stopped: list[str]
    runs: list[StoppedRun]


def up(wanted: Wanted) -> Plan:
    """Start everything that is not up, and wait until it answers.

    Raises:
        InputError: a port is taken, a different control room is up, or a part does not start.
    """
    where = services.folder()
    check_writable(home_dir(), "FITFLOW_HOME elsewhere")
    where.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(where / "up.lock"):
        plan = _current_plan(services.living(), wanted) or _new_plan(wanted)
        state = services.read_state()
        if state is None or not services.is_alive(state.supervisor):
            log = where / "supervisor.log"
            services.spawn([sys.executable, "-m", "fitflow.processes.supervisor", str(where)], dict(os.environ), log)
        _wait(plan)
    return plan


def down() -> list[str]:
    """Stop everything, the worker first; returns the names of the stopped parts."""
    plan, state = services.living(), services.read_state()
    if plan is None or state is None:
        return []
    deactivate_slots(plan)
    stopped = [part.name for part in plan.parts if services.is_alive(state.parts.get(part.name))]
    services.stop(state.supervisor, sum(part.stop_seconds for part in plan.parts) + 10)
    for part in reversed(plan.parts):  # left over if the supervisor was killed
        if process := state.parts.get(part.name):
            services.stop(process, part.stop_seconds)
    (services.folder() / services.STATE).unlink(missing_ok=True)
    return stopped


def stop_runs() -> list[StoppedRun]:
    """Ask all runs on the control room's Prefect API to stop, and wait for their checkpoints; returns those runs."""
    plan = services.living()
    if plan is None:
        return []
    ours = [lease for lease in leases.all_leases() if lease.prefect_api == redact(plan.facts["api"])]
    asked = [lease for lease in ours if leases.ask_to_stop(lease)]
    return [
        {"run_id": lease.run_id, "recipe": lease.recipe} for lease in asked if leases.wait_for_end(lease, STOP_SECONDS)
    ]


def _current_plan(plan: Plan | None, wanted: Wanted) -> Plan | None:
    """Return the plan that is up if it matches the options; None if nothing is up."""
    if plan is None:
        return None
    named = {"port": wanted.port, "mlflow_port": wanted.mlflow_port}
    other = [
        f"--{name.replace('_', '-')} {plan.facts[name]}"
        for name, port in named.items()
        if port is not None and plan.facts[name] != str(port)
    ]
    if plan.facts["project"] != str(project_dir()):
        other.append(f"the project {plan.facts['project']}")
    if other:
        raise InputError(f"the control room is up with {' and '.join(other)}; stop it first: fitflow down")
    if plan.mender is not None and plan.mender.command[1:] != components.MENDER:
        raise InputError("the control room is that of an earlier fitflow; restart it: fitflow down, then fitflow up")
    if wanted.slots is not None and plan.facts["slots"] != str(wanted.slots):
        plan = plan.model_copy(update={"facts": plan.facts | {"slots": str(wanted.slots)}})
        services.write(plan, services.folder())
    return plan


def _new_plan(wanted: Wanted) -> Plan:
    """Make a new plan, after checking everything that could keep it from working."""
    before = services.read_state()
    for process in before.parts.values() if before else ():
        services.sweep(process)  # a child of a killed control room may hold a port
    own, mlflow = user_url(), tracking.tracking_uri()
    port, mlflow_port = wanted.port or 4200, wanted.mlflow_port or 5000
    parts: list[Part] = []
    if own is not None:
        check_reachable(own, "Prefect API", "PREFECT_API_URL")
        rest.check_version(own)
    else:
        database.check()
        services.check_port(port, "--port")
        parts.append(components.prefect(port))
    tracking.check()
    if not mlflow.startswith(("http://", "https://")):
        services.check_port(mlflow_port, "--mlflow-port")
        tracking.prepare()
        parts.append(components.mlflow(mlflow, mlflow_port))
    api = own or parts[0].environment["PREFECT_API_URL"]
    needs = "" if own else "prefect"
    parts.append(components.worker(api, needs))
    facts = {
        "project": str(project_dir()),
        "pool": POOL,
        "api": api,
        "port": str(port),
        "mlflow": redact(mlflow) if mlflow.startswith("http") else f"http://127.0.0.1:{mlflow_port}",
        "mlflow_port": str(mlflow_port),
        "store": redact(mlflow),
        "slots": str(wanted.slots or ""),
        "prefect_version": metadata.version("prefect"),
    }
    environment = {name: value for name, value in os.environ.items() if name.startswith(PREFIXES)}
    plan = Plan(parts=parts, mender=components.mender(api, needs), environment=environment, facts=facts)
    services.write(plan, services.folder())
    return plan


def _wait(plan: Plan) -> None:
    """Wait until everything answers.

    Raises:
        InputError: a part ends repeatedly, or does not answer in time; then everything is stopped.
    """
    deadline = time.monotonic() + READY_SECONDS
    ready = False
    while time.monotonic() < deadline:
        state = services.read_state()
        for part in plan.parts:
            if state is not None and state.failures.get(part.name, 0) >= HOPELESS:
                _give_up(part.name, "does not start")
        kept = state is not None and services.is_alive(state.supervisor)
        if kept and all(services.answers(part.health) for part in plan.parts if part.health):
            if not ready:
                set_slots(plan.facts["api"], int(plan.facts["slots"] or 0) or None)
                ready = True
            if workers_online(plan.facts["api"]):
                detach_output(plan.facts["api"])
                entrypoints.update(plan.facts["api"])
                return
        time.sleep(0.2)
    _give_up("the control room", "did not answer in time")


def _give_up(name: str, what: str) -> None:
    log = services.folder() / f"{name}.log"
    reason = f": {services.last_line(log)}; full log: {log}" if log.exists() else f"; see the logs in {log.parent}"
    down()
    raise InputError(f"{name} {what}{reason}")
