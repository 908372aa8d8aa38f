"""Errors in commands that show, judge, use, schedule and cache trained models."""

from __future__ import annotations

from tests.bad_inputs.case import Case


def _of_another_program(id: str, given: str, command: str, said: str) -> Case:
    store = "sqlite:///{store}/mlflow.db"
    return Case(id=id, given=given, command=command, said=said, environment={"MLFLOW_TRACKING_URI": store})


def _typed(id: str, given: str, command: str, said: str) -> Case:
    return Case(id=id, given=given, command=command, said=said)


CASES = [
    _of_another_program(
        "compare-one",
        "one run, compared",
        "compare {run}",
        "{run} is one run, …; compare needs at least two different runs; see: fitflow list runs",
    ),
    _of_another_program(
        "compare-unknown",
        "a run that does not exist, compared",
        "compare {run} abcdef1234567890",
        "no run 'abcdef1234567890' in sqlite:///{store}/mlflow.db; see: fitflow list runs",
    ),
    _of_another_program(
        "promote-other-program",
        "another program's run for champion",
        "promote {finished}",
        "run … registered no model; expected a run of a recipe that trains; see: fitflow list runs",
    ),
    _of_another_program(
        "promote-unknown",
        "the latest run of a recipe that never ran, for champion",
        "promote latest:nothing",
        "no run matches 'latest:nothing' in sqlite:///{store}/mlflow.db; see: fitflow list runs",
    ),
    _of_another_program(
        "champion-unknown",
        "the champion of no model",
        "champion nothing",
        "no model 'nothing': none is registered in sqlite:///{store}/mlflow.db; try: fitflow run mnist-dense",
    ),
    _of_another_program(
        "rollback-unknown",
        "a rollback of no model",
        "rollback nothing",
        "no model 'nothing': none is registered in sqlite:///{store}/mlflow.db; try: fitflow run mnist-dense",
    ),
    _of_another_program(
        "history-unknown",
        "the history of no model",
        "history nothing",
        "no model 'nothing': none is registered in sqlite:///{store}/mlflow.db; try: fitflow run mnist-dense",
    ),
    _of_another_program(
        "evaluate-other-program",
        "another program's run, evaluated",
        "evaluate {finished}",
        "run … has no model: it trained no network; see: fitflow show …",
    ),
    _of_another_program(
        "evaluate-unknown",
        "a model that does not exist, evaluated",
        "evaluate models:/nothing/1",
        "no registered model 'nothing' in sqlite:///{store}/mlflow.db: none is registered yet; train one: fitflow run digits-dense",
    ),
    _of_another_program(
        "predict-unknown",
        "prediction by a champion that does not exist",
        "predict models:/nothing@champion x.png",
        "no registered model 'nothing' in sqlite:///{store}/mlflow.db: none is registered yet; train one: fitflow run digits-dense",
    ),
    _of_another_program(
        "predict-nothing",
        "prediction of nothing",
        "predict {finished}",
        "nothing to predict; pass either image files or --csv rows.csv",
    ),
    _of_another_program(
        "export-other-program",
        "another program's run, exported",
        "export {finished} --format onnx",
        "run … has no model: it trained no network; see: fitflow show …",
    ),
    _of_another_program(
        "export-format",
        "an export as a pickle",
        "export {finished} --format pickle",
        "invalid value for '--format': 'pickle' is not one of 'saved_model', 'onnx', 'litert'; see: fitflow export --help",
    ),
    _of_another_program(
        "serve-other-program",
        "another program's run, served",
        "serve {finished}",
        "run … has no model: it trained no network; see: fitflow show …",
    ),
    _of_another_program(
        "verify-other-program",
        "another program's run, verified",
        "verify {finished}",
        "run {finished} is not one of fitflow: it has no recipe.json; see: fitflow list runs",
    ),
    _of_another_program(
        "card-other-program",
        "the model card of another program's run",
        "show {finished} --card",
        "run {finished} has no 'model_card.md' (…); see: fitflow show …",
    ),
    _of_another_program(
        "logs-unknown",
        "the log of a run that does not exist",
        "logs nothing",
        "no run is called 'nothing'; expected an MLflow run or a flow run's id or name: fitflow status",
    ),
    _of_another_program(
        "logs-other-program",
        "the log of another program's run",
        "logs {finished}",
        "… was not made by a flow run and has no log in Prefect",
    ),
    _of_another_program(
        "cancel-unknown",
        "a run that does not exist, cancelled",
        "cancel nothing",
        "no run is called 'nothing'; expected an MLflow run or a flow run's id or name: fitflow status",
    ),
    _of_another_program(
        "cancel-ended",
        "a run that has ended, cancelled",
        "cancel {finished}",
        "… has already ended; see: fitflow list runs",
    ),
    _typed(
        "plan-step",
        "a step that does not exist, to begin from",
        "plan digits-dense --from training",
        "--from 'training' is not a step of this recipe: did you mean 'train'?",
    ),
    _typed(
        "run-until",
        "a step that does not exist, to end with",
        "run digits-dense --until trian",
        "--until 'trian' is not a step of this recipe: did you mean 'train'?",
    ),
    _typed(
        "run-from-no-cache",
        "results to be reused and not to be",
        "run digits-dense --from train --no-cache",
        "--no-cache runs every step again: leave out --from and --refresh",
    ),
    _typed(
        "reproduce-figure",
        "a recipe without a published figure, reproduced",
        "reproduce digits-dense",
        "recipe 'digits-dense' has no published figure: did you mean 'mnist-dense'?",
    ),
    _typed(
        "reproduce-seeds",
        "no seed at all",
        "reproduce --seeds 0",
        "invalid value for '--seeds': Input should be greater than or equal to 1; see: fitflow reproduce --help",
    ),
    _typed(
        "schedule-no-rule",
        "a schedule without a rule",
        "schedule add digits-dense",
        "pass exactly one of --cron '0 2 * * *', --every 10m and --rrule 'FREQ=DAILY;BYHOUR=2'",
    ),
    _typed(
        "schedule-two-rules",
        "a schedule with two rules",
        "schedule add digits-dense --every 10m --rrule FREQ=DAILY",
        "pass exactly one of --cron '0 2 * * *', --every 10m and --rrule 'FREQ=DAILY;BYHOUR=2'",
    ),
    _typed(
        "schedule-time",
        "an interval that is none",
        "schedule add digits-dense --every 10x",
        "'10x' is not a duration; expected for example 90s, 10m, 2h or 1d",
    ),
    _typed(
        "cache-age",
        "an age that is none",
        "cache clear --older-than x",
        "'x' is not a duration; expected for example 90s, 10m, 2h or 1d",
    ),
    _typed(
        "cache-key",
        "a key that nothing is kept under",
        "cache explain nothing",
        "no cached results have keys that start with 'nothing'; see: fitflow cache ls",
    ),
    _typed(
        "up-port",
        "a port that cannot be",
        "up --port 99999",
        "invalid value for '--port': Input should be less than or equal to 65535; see: fitflow up --help",
    ),
    _typed(
        "up-slots",
        "no training at a time",
        "up --slots 0",
        "invalid value for '--slots': Input should be greater than or equal to 1; see: fitflow up --help",
    ),
    _typed(
        "ui-page",
        "a page that does not exist",
        "ui nothing",
        "invalid value for 'page': 'nothing' is not one of 'prefect', 'mlflow'; see: fitflow ui --help",
    ),
]
