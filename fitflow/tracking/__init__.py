"""The record of a run in MLflow. The only package that imports mlflow; every function takes the run id it writes to.

There is no active run: MLflow's is per thread, and a run here may be written from several.
"""

from fitflow.tracking.connection import Unreachable, check, tracking_uri
from fitflow.tracking.loading import find_model, load_keras
from fitflow.tracking.models import log_model
from fitflow.tracking.reading import download, find_runs, get_run, last_step, list_runs, recipe_of
from fitflow.tracking.runs import create_run, end_run, reopen_run, set_tags, start_run, unfinished_run
from fitflow.tracking.writing import log_figures, log_file, log_folder, log_metrics, log_table, log_text, system_metrics

__all__ = [
    "Unreachable",
    "check",
    "create_run",
    "download",
    "end_run",
    "find_model",
    "find_runs",
    "get_run",
    "last_step",
    "list_runs",
    "load_keras",
    "log_figures",
    "log_file",
    "log_folder",
    "log_metrics",
    "log_model",
    "log_table",
    "log_text",
    "recipe_of",
    "reopen_run",
    "set_tags",
    "start_run",
    "system_metrics",
    "tracking_uri",
    "unfinished_run",
]
