"""A flow run whose process died before it began is no longer Pending; one that waits for a worker is left alone."""

from __future__ import annotations

from uuid import UUID

import pytest
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import StateType
from prefect.states import Pending

from fitflow.flows.train import train
from fitflow.orchestration import mend_records


def findings(name: str) -> list[str]:
    return [found.wrong for found in mend_records.findings({}) if found.about == f"flow run {name}"]


def state(client: SyncPrefectClient, flow_run_id: UUID) -> StateType | None:
    return client.read_flow_run(flow_run_id).state_type


def test_one_that_died_before_it_began_is_crashed_once_it_cannot_be_starting(monkeypatch: pytest.MonkeyPatch):
    with get_client(sync_client=True) as client:
        run = client.create_flow_run(train, state=Pending())
        assert findings(run.name) == []
        monkeypatch.setattr(mend_records, "GRACE_SECONDS", 0.0)
        assert findings(run.name) == ["Prefect says Pending, but its process ended without reporting"]
        found = next(found for found in mend_records.findings({}) if found.about == f"flow run {run.name}")
        assert found.mend is not None
        found.mend()
        assert state(client, run.id) is StateType.CRASHED


def test_one_that_a_worker_has_taken_is_left_to_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(mend_records, "GRACE_SECONDS", 0.0)
    with get_client(sync_client=True) as client:
        deployment = client.create_deployment(client.create_flow(train), "waits")
        run = client.create_flow_run_from_deployment(deployment, state=Pending())
        assert findings(run.name) == []
        assert state(client, run.id) is StateType.PENDING
