"""Commands and environment of the control room's processes."""

from __future__ import annotations

import sys

from fitflow.orchestration.server.server_command import server_command
from fitflow.processes.services import Part
from fitflow.system.paths import project_dir

POOL = "fitflow"
MENDER = ["-m", "fitflow.orchestration.mend_records"]
RUNS_AT_A_TIME = 8  # processes of the worker, each with TensorFlow loaded; further runs wait as Late


def prefect(port: int) -> Part:
    """Prefect's server with its UI and its scheduler."""
    origin = f"http://127.0.0.1:{port}"
    return Part(
        name="prefect",
        command=[*server_command(port, "warning"), "--timeout-graceful-shutdown", "5"],
        environment={
            "PREFECT_API_URL": f"{origin}/api",
            "PREFECT_UI_API_URL": f"{origin}/api",
            "PREFECT_UI_URL": origin,
            "PREFECT_SERVER_UI_ENABLED": "true",
            "PREFECT__SERVER_FINAL": "1",
            # Pages of other origins in the same browser must not be able to start programs here.
            "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": f"{origin},http://localhost:{port}",
            # By default each polls the database every 5 to 15 s, which an idle laptop notices.
            "PREFECT_SERVER_SERVICES_FOREMAN_LOOP_SECONDS": "60",  # detects dead workers; the supervisor is faster
            "PREFECT_SERVER_SERVICES_LATE_RUNS_LOOP_SECONDS": "15",
            "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_LOOP_SECONDS": "60",
            "PREFECT_SERVER_SERVICES_CLEANUP_RECONCILER_LOOP_SECONDS": "60",
            # With the default, in memory, slots would stay taken for ever after the server died.
            "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
        },
        url=origin,
        health=f"{origin}/api/health",
    )


def mlflow(store: str, port: int) -> Part:
    """MLflow's server with its UI, on a store that runs write to directly."""
    origin = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-W", "ignore", "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port)]
    return Part(
        name="mlflow",
        command=[*command, "--workers", "1", "--uvicorn-opts", "--log-level warning"],
        environment={
            "MLFLOW_BACKEND_STORE_URI": store,
            "MLFLOW_DEFAULT_ARTIFACT_ROOT": (project_dir() / "mlruns" / "artifacts").as_uri(),
            "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",  # saves fifteen processes and 3 GB; nothing here uses it
            "MLFLOW_TRACKING_URI": "",
        },
        url=origin,
        health=f"{origin}/health",
    )


def worker(api: str, needs: str) -> Part:
    """Prefect's own process worker."""
    command = [sys.executable, "-m", "prefect", "worker", "start", "--pool", POOL, "--type", "process"]
    return Part(
        name="worker",
        command=[*command, "--limit", str(RUNS_AT_A_TIME), "--install-policy", "never"],
        environment={
            "PREFECT_API_URL": api,
            "PREFECT_WORKER_QUERY_SECONDS": "2",  # default 10, which a run triggered by hand would have to wait
            "PREFECT_WORKER_HEARTBEAT_SECONDS": "10",
        },
        url=f"{api.removesuffix('/api')}/work-pools/work-pool/{POOL}",
        needs=needs,
        stop_seconds=45.0,  # the worker gives its runs 30 s to write their checkpoints
    )


def mender(api: str, needs: str) -> Part:
    """Corrects the records of runs that have died."""
    return Part(name="mender", command=[sys.executable, *MENDER], environment={"PREFECT_API_URL": api}, needs=needs)
