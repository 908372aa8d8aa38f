"""The record of a run in MLflow. The only package that imports mlflow; every function takes the run id it writes to.

There is no active run: MLflow's is per thread, and a run here may be written from several.
"""

from fitflow.tracking.connection import Unreachable, check, tracking_uri
from fitflow.tracking.models import has_version, link_model, log_model
from fitflow.tracking.reading import (
    artifact_location,
    download,
    find_runs,
    get_run,
    has_artifact,
    last_step,
    list_runs,
    read_json,
    read_text,
    recipe_of,
)
from fitflow.tracking.runs import create_run, end_run, reopen_run, set_tags, start_run, unfinished_run
from fitflow.tracking.writing import (
    copy_artifacts,
    log_curves,
    log_figures,
    log_file,
    log_folder,
    log_metrics,
    log_table,
    log_text,
    system_metrics,
)

__all__ = [
    "Unreachable",
    "artifact_location",
    "check",
    "copy_artifacts",
    "create_run",
    "download",
    "end_run",
    "find_runs",
    "get_run",
    "has_artifact",
    "has_version",
    "last_step",
    "link_model",
    "list_runs",
    "log_curves",
    "log_figures",
    "log_file",
    "log_folder",
    "log_metrics",
    "log_model",
    "log_table",
    "log_text",
    "read_json",
    "read_text",
    "recipe_of",
    "reopen_run",
    "set_tags",
    "start_run",
    "system_metrics",
    "tracking_uri",
    "unfinished_run",
]
