"""`fitflow` processes for tests in numbers: each is forked from one that has imported everything already.

`python -m tests.faults.zygote` reads one JSON document a line: {"start": {...}} forks a process that runs the command
and answers its number, {"wait": number} answers its exit code, negative for a signal. The command, its files, its
servers and its death are real; only the seconds of importing TensorFlow are spared.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import struct
import sys
from importlib import import_module
from typing import Any

from fitflow.system.environment import set_defaults
from tests.faults import hook

CAPABILITY_VERSION_3 = 0x20080522  # linux/capability.h
MODULES = (
    "fitflow.flows.train",
    "fitflow.orchestration.mend_records",
    "fitflow.orchestration.call",
    "fitflow.cli.main",
    "fitflow.training.fit",
    "fitflow.lifecycle.live_curves",
)
LATE = ("mlflow.store.tracking.sqlalchemy_store", "mlflow.keras", "matplotlib.pyplot", "sklearn.metrics")


def main() -> None:
    set_defaults(quiet=True)
    from fitflow.training import runtime

    runtime.import_keras()
    for name in (*MODULES, *LATE):
        import_module(name)
    answer({"ready": True})
    for line in sys.stdin:
        request = json.loads(line)
        if "start" in request:
            answer({"pid": start(**request["start"])})
        else:
            _, status = os.waitpid(request["wait"], 0)
            answer({"code": os.waitstatus_to_exitcode(status)})


def answer(document: dict[str, Any]) -> None:
    print(json.dumps(document), flush=True)


def start(arguments: list[str], cwd: str, environment: dict[str, str], fault: str, output: str) -> int:
    pid = os.fork()
    if pid:
        return pid
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(f"{output}.{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(cwd)
    os.environ.update(environment)
    if "PREFECT_API_URL" in environment:
        from prefect.context import refresh_global_settings_context

        refresh_global_settings_context()
    give_up_privileges()
    hook.install(fault)
    sys.argv = ["fitflow", *arguments]
    from fitflow.cli.main import main as command

    command()
    os._exit(99)  # not reached: the command leaves by itself


def give_up_privileges() -> None:
    """Root may write everywhere; without its capabilities it is held to permissions as anyone is."""
    header, none = struct.pack("Ii", CAPABILITY_VERSION_3, 0), bytes(24)
    ctypes.CDLL(None).capset(header, none)


if __name__ == "__main__":
    main()
