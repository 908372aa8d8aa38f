"""Errors in a run's environment: environment variables, stores, servers, and other runs."""

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
    _env(
        "tracking-scheme",
        "a tracking address of an unknown scheme",
        "MLFLOW_TRACKING_URI=foo://bar/baz is not a store that MLflow writes to; expected http://HOST:PORT, sqlite:///FOLDER/mlflow.db or postgresql://HOST/NAME, or unset it",
        MLFLOW_TRACKING_URI="foo://bar/baz",
    ),
    _env(
        "tracking-scheme-list",
        "the same, when runs are listed",
        "MLFLOW_TRACKING_URI=foo://bar/baz is not a store that MLflow writes to; expected http://HOST:PORT, sqlite:///FOLDER/mlflow.db or postgresql://HOST/NAME, or unset it",
        "list runs",
        MLFLOW_TRACKING_URI="foo://bar/baz",
    ),
    _env(
        "tracking-folder",
        "a folder, MLflow's old store",
        "MLFLOW_TRACKING_URI={dir}/mlruns is not a store that MLflow writes to; expected http://HOST:PORT, sqlite:///FOLDER/mlflow.db or postgresql://HOST/NAME, or unset it",
        MLFLOW_TRACKING_URI="{dir}/mlruns",
    ),
    _env(
        "tracking-no-file",
        "a SQLite address without a file",
        "MLFLOW_TRACKING_URI=sqlite:// names no file; expected sqlite:///FOLDER/mlflow.db",
        MLFLOW_TRACKING_URI="sqlite://",
    ),
    _env(
        "tracking-no-host",
        "a tracking address without a host",
        "MLFLOW_TRACKING_URI=http:// is not a URL of the MLflow tracking server; expected http://HOST:PORT, or unset it",
        MLFLOW_TRACKING_URI="http://",
    ),
    _env(
        "tracking-port",
        "a port that cannot be",
        "the MLflow tracking server at http://127.0.0.1:99999 cannot be reached (Port out of range 0-65535); start it, or unset MLFLOW_TRACKING_URI to run without it",
        MLFLOW_TRACKING_URI="http://127.0.0.1:99999",
    ),
    _env(
        "tracking-away",
        "a tracking server that does not answer",
        "the MLflow tracking server at http://127.0.0.1:9/ cannot be reached (Connection refused); start it, or unset MLFLOW_TRACKING_URI to run without it",
        MLFLOW_TRACKING_URI="http://me:hunter2@127.0.0.1:9/",
    ),
    _env(
        "tracking-away-list",
        "the same, when runs are listed",
        "the MLflow tracking server at http://127.0.0.1:9/ cannot be reached (Connection refused); start it, or unset MLFLOW_TRACKING_URI to run without it",
        "list runs",
        MLFLOW_TRACKING_URI="http://me:hunter2@127.0.0.1:9/",
    ),
    _env(
        "tracking-driver",
        "a database without its driver",
        "the MLflow store mysql+nodriver://127.0.0.1/x cannot be used (Can't load plugin: sqlalchemy.dialects:mysql.nodriver); fix that, free some space, or point MLFLOW_TRACKING_URI to another store",
        "list runs",
        MLFLOW_TRACKING_URI="mysql+nodriver://me:hunter2@127.0.0.1/x",
    ),
    _env(
        "tracking-other-server",
        "a tracking address at which something else answers",
        "the server at {web} is not the MLflow tracking server; expected for example MLFLOW_TRACKING_URI=http://127.0.0.1:5000",
        "list runs",
        MLFLOW_TRACKING_URI="{web}",
    ),
    _env(
        "prefect-no-url",
        "a Prefect address that is none",
        "PREFECT_API_URL=prefect is not a URL of the Prefect API; expected http://HOST:PORT, or unset it",
        PREFECT_API_URL="prefect",
    ),
    _env(
        "prefect-scheme",
        "a Prefect address of another scheme",
        "PREFECT_API_URL=ftp://127.0.0.1/api is not a URL of the Prefect API; expected http://HOST:PORT, or unset it",
        PREFECT_API_URL="ftp://127.0.0.1/api",
    ),
    _env(
        "prefect-away",
        "a Prefect server that does not answer",
        "the Prefect API at http://127.0.0.1:9/api cannot be reached (Connection refused); start it, or unset PREFECT_API_URL to run without it",
        PREFECT_API_URL="http://me:hunter2@127.0.0.1:9/api",
    ),
    _env(
        "prefect-other-server",
        "a Prefect address at which something else answers",
        "the server at {web} is not the Prefect API; expected for example PREFECT_API_URL=http://127.0.0.1:4200/api",
        PREFECT_API_URL="{web}",
    ),
    _env(
        "keras-backend",
        "a backend with a letter too few",
        "KERAS_BACKEND=tensorflo is unknown: did you mean 'tensorflow'?; set it to tensorflow, jax, torch",
        KERAS_BACKEND="tensorflo",
    ),
    _env(
        "data-dir-env",
        "FITFLOW_DATA_DIR with a folder that is not there",
        "FITFLOW_DATA_DIR={dir}/none is not a folder; expected a folder of datasets, or unset it",
        "run mnist-dense",
        FITFLOW_DATA_DIR="{dir}/none",
    ),
    _env(
        "data-dir-env-file",
        "the same for a table",
        "FITFLOW_DATA_DIR={dir}/none:{dir}/nor is not a folder; expected a folder of datasets, or unset it",
        "run house-prices",
        FITFLOW_DATA_DIR="{dir}/none:{dir}/nor",
    ),
    _file(
        "mlruns-file",
        "a file in the place of mlruns/",
        "mlruns",
        "cannot write to {dir}/mlruns: File exists; free some space, run from another folder, or point MLFLOW_TRACKING_URI to another store",
    ),
    _file(
        "store-file",
        "a file in the place of the store",
        "cache",
        "cannot write to {dir}/cache: File exists; free some space, run from another folder, or point FITFLOW_CACHE_DIR elsewhere",
        FITFLOW_CACHE_DIR="{dir}/cache",
    ),
    _file(
        "home-file",
        "a file in the place of fitflow's state",
        "home",
        "cannot write to {dir}/home: File exists; free some space, run from another folder, or point FITFLOW_HOME elsewhere",
        FITFLOW_HOME="{dir}/home",
    ),
    _file(
        "database-other",
        "a database that is none",
        "mlruns/mlflow.db",
        "{dir}/mlruns/mlflow.db is not an SQLite database; move it away, or point MLFLOW_TRACKING_URI to another store",
    ),
    _file(
        "database-other-list",
        "the same, when runs are listed",
        "mlruns/mlflow.db",
        "{dir}/mlruns/mlflow.db is not an SQLite database; move it away, or point MLFLOW_TRACKING_URI to another store",
        "list runs",
    ),
]
RUNS = [
    _run(
        "run-unknown",
        "a run that does not exist",
        "show abcdef1234567890",
        "no run 'abcdef1234567890' in sqlite:///{store}/mlflow.db; see: fitflow list runs",
    ),
    _run(
        "run-no-id",
        "something that cannot be a run's id",
        "show no-such-thing",
        "unknown recipe 'no-such-thing': known: …; see: fitflow list recipes",
    ),
    _run(
        "run-quote",
        "a run with a quote in it",
        "show abc'or'1'='1",
        "unknown recipe \"abc'or'1'='1\": known: …; see: fitflow list recipes",
    ),
    _run(
        "run-ambiguous",
        "the start of several runs' ids",
        "show {twice}",
        "several runs start with '{twice}' (…) in sqlite:///{store}/mlflow.db; see: fitflow list runs",
    ),
    _run(
        "run-latest-unknown",
        "the latest run of a recipe that never ran",
        "show latest:nothing",
        "no run matches 'latest:nothing' in sqlite:///{store}/mlflow.db; see: fitflow list runs",
    ),
    _run(
        "run-best-of-all",
        "the best run of no recipe",
        "show best",
        "best needs a recipe; for example: best:mnist-dense",
    ),
    _run(
        "run-best-unknown",
        "the best run of a recipe that never ran",
        "show best:nothing",
        "no run matches 'best:nothing' in sqlite:///{store}/mlflow.db; see: fitflow list runs",
    ),
    _run(
        "resume-unknown",
        "resuming a run that does not exist",
        "resume abcdef1234567890",
        "no run 'abcdef1234567890' in sqlite:///{store}/mlflow.db; see: fitflow list runs",
    ),
    _run(
        "resume-other-program",
        "resuming another program's run",
        "resume {run}",
        "run {run} is not one of fitflow: it has no recipe.json; see: fitflow list runs",
    ),
    _run(
        "resume-finished",
        "resuming a finished run",
        "resume {finished}",
        "run … is finished; to train for more epochs: fitflow run RECIPE --continue-from …",
    ),
    Case(
        id="resume-nothing",
        given="resuming with no interrupted run",
        command="resume",
        said="no interrupted run has a checkpoint here; see: fitflow list runs",
    ),
    Case(
        id="show-nothing",
        given="a run where none was made",
        command="show latest",
        said="no run matches 'latest' in sqlite:///{dir}/mlruns/mlflow.db; see: fitflow list runs",
    ),
]
PROCESSES = [
    Case(
        id="process-data",
        given="damaged data, in a process of its own",
        command="run fashion-softmax --data-dir {dir}",
        make=build.idx_files({0: build.WEB_PAGE}),
        said="{dir}/train-images-idx3-ubyte is an HTML page, not data: a server sent a web page; download it again",
        through="process",
    ),
    Case(
        id="process-image",
        slow=True,
        given="damaged images, in a process of its own",
        command="run cifar-lenet --data-dir {dir}",
        make=build.images({"train/cat/1.png": b""}),
        said="{dir}: train/cat/1.png is not a readable image: neither PNG nor JPEG; expected 32 x 32, RGB, as all of cifar10",
        through="process",
    ),
    Case(
        id="process-recipe",
        given="a recipe that raises, in a process of its own",
        command="run {dir}/mine.py",
        make=written("mine.py", b"1/0\n"),
        said="{dir}/mine.py cannot be loaded: ZeroDivisionError: division by zero; expected Python that defines RECIPE",
        through="process",
    ),
    Case(
        id="process-model",
        slow=True,
        given="a model's option out of range, in a process of its own",
        command="run digits-dense --set model.options.units=-3",
        said="model mnist_dense cannot be built for examples of shape (64,): Received an invalid value for `units`, expected a positive integer. Received: units=-3",
        through="process",
    ),
    Case(
        id="process-continue",
        given="continuing another program's run, in a process of its own",
        command="run digits-dense --continue-from {run}",
        said="--continue-from …: not made by fitflow; see: fitflow list runs",
        through="process",
        environment={"MLFLOW_TRACKING_URI": "sqlite:///{store}/mlflow.db"},
    ),
    Case(
        id="process-secret",
        given="a recipe's address with a password, in a process of its own",
        command="run digits-dense --set dataset.options.path=s3://me:hunter2@host/x",
        said="dataset.options.path looks like a secret, and recipes are recorded; put it into an environment variable",
        through="process",
    ),
]
CASES = [*ENVIRONMENT, *RUNS, *PROCESSES]
