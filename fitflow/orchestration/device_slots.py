"""Limits trainings per device: each training holds a slot of a Prefect global concurrency limit.

`fitflow up` creates the limits `gpu` and `cpu-train` (see `prefect gcl`); without them nothing waits. The slot of a
process that died is free again when its lease expires.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import ConcurrencyLeaseHolder
from prefect.concurrency.asyncio import ConcurrencySlotAcquisitionError
from prefect.concurrency.sync import concurrency
from prefect.exceptions import ObjectNotFound
from prefect.runtime import flow_run

from fitflow.orchestration import labels
from fitflow.orchestration.run_log import run_log
from fitflow.references import ModelRef

LEASE_SECONDS = 60.0  # the shortest that Prefect allows
POLL_SECONDS = 1.0


@contextmanager
def device_slot(model: ModelRef) -> Generator[None]:
    """Hold a slot of the model's device while the block runs; wait for one first."""
    name = labels.DEVICES[model.runtime["device"].partition(":")[0]]
    with ExitStack() as held:
        while _limit(name) is not None and not _acquire(held, name):
            wait_for_slot(name)
        yield


@task(name="wait", task_run_name=labels.WAITING + "{name}", cache_policy=NO_CACHE)
def wait_for_slot(name: str) -> None:
    """Wait until a slot seems free."""
    log = run_log()
    start, logged = time.monotonic(), ""
    while (limit := _limit(name)) is not None and limit.active_slots >= limit.limit:
        now = f"waiting for {name}: {limit.active_slots} of {limit.limit} slots taken"
        if now != logged:
            log.info(now)
            logged = now
        time.sleep(POLL_SECONDS)
    log.info("%s is free after %.0f s", name, time.monotonic() - start)


def _limit(name: str) -> Any:
    """Read the limit from Prefect; None if it does not exist or is inactive."""
    with get_client(sync_client=True) as client:
        try:
            limit = client.read_global_concurrency_limit_by_name(name)
        except ObjectNotFound:
            return None
    return limit if limit.active else None


def _acquire(held: ExitStack, name: str) -> bool:
    """Take a slot if one is free; it is released when `held` closes."""
    slot = concurrency(
        name,
        occupy=1,
        max_retries=0,  # Prefect would retry only after up to 30 s
        lease_duration=LEASE_SECONDS,
        holder=ConcurrencyLeaseHolder(type="flow_run", id=flow_run.id),
        raise_on_lease_renewal_failure=False,  # a server that is down for a while must not end a training
    )
    try:
        held.enter_context(slot)
    except ConcurrencySlotAcquisitionError:
        return False
    return True
