"""Environment defaults of the stack, to be set before Prefect and MLflow are imported. What the user has set stays."""

from __future__ import annotations

import os

DEFAULTS = {
    # No call leaves the machine that the user did not ask for. MLflow takes only the literal "true".
    "DO_NOT_TRACK": "true",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    # A first start makes the database and can take longer than Prefect's 20 seconds.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "60",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    # A tracking server that has gone is noticed in seconds; what it must know is kept until it is back.
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
}
QUIET = {
    "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
    # The console only: the run's log in Prefect's database and UI keeps every line.
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_LOG_PRINTS": "false",
}


def set_defaults(quiet: bool = False) -> None:
    """Turn telemetry off and, where `quiet`, keep the libraries' own messages from the terminal."""
    for name, value in (DEFAULTS | (QUIET if quiet else {})).items():
        os.environ.setdefault(name, value)
