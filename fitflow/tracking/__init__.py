"""Track runs in MLflow. Only this package imports mlflow; functions take the id of the run that they write to.

MLflow's active run is not used: it is per thread, and several threads may write to one run.
"""

from fitflow.tracking.artifacts import (
    artifact,
    artifact_location,
    download,
    evaluation_of,
    has_artifact,
    read_json,
    read_text,
    recipe_of,
)
from fitflow.tracking.connection import Unreachable, check, compare_url, prepare, tracking_uri
from fitflow.tracking.evaluations import log_evaluation, start_evaluation
from fitflow.tracking.find_model import find_model, load_keras, run_of
from fitflow.tracking.models import has_version, link_model, log_model
from fitflow.tracking.query import Query, Run
from fitflow.tracking.reading import (
    HEX,
    curves,
    find_runs,
    get_run,
    has_run,
    last_step,
    list_runs,
    plain_run,
    search,
    summary,
)
from fitflow.tracking.runs import create_run, end_run, reopen_run, set_tags, start_run, unfinished_run
from fitflow.tracking.split_reads import note_test_read, test_reads
from fitflow.tracking.writing import (
    copy_artifacts,
    log_curves,
    log_figures,
    log_file,
    log_folder,
    log_metrics,
    log_results,
    log_table,
    log_text,
    system_metrics,
)

__all__ = [
    "HEX",
    "Query",
    "Run",
    "Unreachable",
    "artifact",
    "artifact_location",
    "check",
    "compare_url",
    "copy_artifacts",
    "create_run",
    "curves",
    "download",
    "end_run",
    "evaluation_of",
    "find_model",
    "find_runs",
    "get_run",
    "has_artifact",
    "has_run",
    "has_version",
    "last_step",
    "link_model",
    "list_runs",
    "load_keras",
    "log_curves",
    "log_evaluation",
    "log_figures",
    "log_file",
    "log_folder",
    "log_metrics",
    "log_model",
    "log_results",
    "log_table",
    "log_text",
    "note_test_read",
    "plain_run",
    "prepare",
    "read_json",
    "read_text",
    "recipe_of",
    "reopen_run",
    "run_of",
    "search",
    "set_tags",
    "start_evaluation",
    "start_run",
    "summary",
    "system_metrics",
    "test_reads",
    "tracking_uri",
    "unfinished_run",
]
