"""Default environment variables, set before Prefect and MLflow are imported. Variables that the user set are kept."""

from __future__ import annotations

import os

DEFAULTS = {
    # No telemetry. MLflow accepts only the literal "true".
    "DO_NOT_TRACK": "true",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    # The first start creates the database and can take longer than Prefect's 20 seconds.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "60",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    # Notice a tracking server's absence within seconds; metrics are kept until it is back.
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
}
QUIET = {
    "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
    # Console only: Prefect's database and UI keep the run's full log.
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_LOG_PRINTS": "false",
}


def set_defaults(quiet: bool = False) -> None:
    """Turn telemetry off; with `quiet`, also keep the libraries' messages off the terminal."""
    for name, value in (DEFAULTS | (QUIET if quiet else {})).items():
        os.environ.setdefault(name, value)
