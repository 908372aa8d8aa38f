"""What is wrong around a run: environment variables, stores, servers, and runs that are not what they should be."""

from __future__ import annotations

from tests.bad_inputs import build
from tests.bad_inputs.build import written
from tests.bad_inputs.case import Case

RUN = "run digits-dense"


def _env(id: str, given: str, said: str, command: str = RUN, **environment: str) -> Case:
    return Case(id=id, given=given, command=command, environment=environment, said=said)


def _run(id: str, given: str, command: str, said: str) -> Case:
    return Case(
        id=id,
        given=given,
        command=command,
        said=said,
        environment={"MLFLOW_TRACKING_URI": "sqlite:///{store}/mlflow.db"},
    )


def _file(id: str, given: str, name: str, said: str, command: str = RUN, **environment: str) -> Case:
    make = written(name, b"in the way")
    return Case(id=id, given=given, command=command, make=make, environment=environment, said=said)


ENVIRONMENT = [
    _env("tracking-scheme", "a tracking address of an unknown scheme", "?", MLFLOW_TRACKING_URI="foo://bar/baz"),
    _env(
        "tracking-scheme-list", "the same, when runs are listed", "?", "list runs", MLFLOW_TRACKING_URI="foo://bar/baz"
    ),
    _env("tracking-folder", "a folder, MLflow's old store", "?", MLFLOW_TRACKING_URI="{dir}/mlruns"),
    _env("tracking-no-file", "a SQLite address without a file", "?", MLFLOW_TRACKING_URI="sqlite://"),
    _env("tracking-no-host", "a tracking address without a host", "?", MLFLOW_TRACKING_URI="http://"),
    _env("tracking-port", "a port that cannot be", "?", MLFLOW_TRACKING_URI="http://127.0.0.1:99999"),
    _env(
        "tracking-away",
        "a tracking server that does not answer",
        "?",
        MLFLOW_TRACKING_URI="http://me:hunter2@127.0.0.1:9/",
    ),
    _env(
        "tracking-away-list",
        "the same, when runs are listed",
        "?",
        "list runs",
        MLFLOW_TRACKING_URI="http://me:hunter2@127.0.0.1:9/",
    ),
    _env(
        "tracking-driver",
        "a database without its driver",
        "?",
        "list runs",
        MLFLOW_TRACKING_URI="mysql+nodriver://me:hunter2@127.0.0.1/x",
    ),
    _env(
        "tracking-other-server",
        "a tracking address at which something else answers",
        "?",
        "list runs",
        MLFLOW_TRACKING_URI="{web}",
    ),
    _env("prefect-no-url", "a Prefect address that is none", "?", PREFECT_API_URL="prefect"),
    _env("prefect-scheme", "a Prefect address of another scheme", "?", PREFECT_API_URL="ftp://127.0.0.1/api"),
    _env(
        "prefect-away",
        "a Prefect server that does not answer",
        "?",
        PREFECT_API_URL="http://me:hunter2@127.0.0.1:9/api",
    ),
    _env("prefect-other-server", "a Prefect address at which something else answers", "?", PREFECT_API_URL="{web}"),
    _env("keras-backend", "a backend with a letter too few", "?", KERAS_BACKEND="tensorflo"),
    _env(
        "data-dir-env",
        "FITFLOW_DATA_DIR with a folder that is not there",
        "?",
        "run mnist-dense",
        FITFLOW_DATA_DIR="{dir}/none",
    ),
    _env("data-dir-env-file", "the same for a table", "?", "run house-prices", FITFLOW_DATA_DIR="{dir}/none:{dir}/nor"),
    _file("mlruns-file", "a file in the place of mlruns/", "mlruns", "?"),
    _file("store-file", "a file in the place of the store", "cache", "?", FITFLOW_CACHE_DIR="{dir}/cache"),
    _file("home-file", "a file in the place of fitflow's state", "home", "?", FITFLOW_HOME="{dir}/home"),
    _file("database-other", "a database that is none", "mlruns/mlflow.db", "?"),
    _file("database-other-list", "the same, when runs are listed", "mlruns/mlflow.db", "?", "list runs"),
]
RUNS = [
    _run("run-unknown", "a run that does not exist", "show abcdef1234567890", "?"),
    _run("run-no-id", "something that cannot be a run's id", "show no-such-thing", "?"),
    _run("run-quote", "a run with a quote in it", "show abc'or'1'='1", "?"),
    _run("run-ambiguous", "the start of several runs' ids", "show {twice}", "?"),
    _run("run-latest-unknown", "the latest run of a recipe that never ran", "show latest:nothing", "?"),
    _run("run-best-of-all", "the best run of no recipe", "show best", "?"),
    _run("run-best-unknown", "the best run of a recipe that never ran", "show best:nothing", "?"),
    _run("resume-unknown", "going on with a run that does not exist", "resume abcdef1234567890", "?"),
    _run("resume-other-program", "going on with another program's run", "resume {run}", "?"),
    _run("resume-finished", "going on with a run that is finished", "resume {finished}", "?"),
    Case(id="resume-nothing", given="going on where nothing was begun", command="resume", said="?"),
    Case(id="show-nothing", given="a run where none was made", command="show latest", said="?"),
]
PROCESSES = [
    Case(
        id="process-data",
        given="damaged data, in a process of its own",
        command="run fashion-softmax --data-dir {dir}",
        make=build.idx_files({0: build.WEB_PAGE}),
        said="?",
        through="process",
    ),
    Case(
        id="process-image",
        given="damaged images, in a process of its own",
        command="run cifar-lenet --data-dir {dir}",
        make=build.images({"train/cat/1.png": b""}),
        said="?",
        through="process",
    ),
    Case(
        id="process-recipe",
        given="a recipe that raises, in a process of its own",
        command="run {dir}/mine.py",
        make=written("mine.py", b"1/0\n"),
        said="?",
        through="process",
    ),
    Case(
        id="process-model",
        given="a model's option out of range, in a process of its own",
        command="run digits-dense --set model.options.units=-3",
        said="?",
        through="process",
    ),
    Case(
        id="process-continue",
        given="going on from another program's run, in a process of its own",
        command="run digits-dense --continue-from {run}",
        said="?",
        through="process",
        environment={"MLFLOW_TRACKING_URI": "sqlite:///{store}/mlflow.db"},
    ),
    Case(
        id="process-secret",
        given="a recipe's address with a password, in a process of its own",
        command="run digits-dense --set dataset.options.path=s3://me:hunter2@host/x",
        said="?",
        through="process",
    ),
]
CASES = [*ENVIRONMENT, *RUNS, *PROCESSES]
