"""MLflow's scoring server in this process: the very application that `mlflow models serve` runs."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

from fitflow.errors import InputError
from fitflow.processes.signals import Interrupted
from fitflow.references import ServedModel
from fitflow.system.ports import listener

HOST = "127.0.0.1"


def bound(port: int) -> socket.socket:
    """A socket on a port of 127.0.0.1, taken from now on; 0 is any free one.

    Raises:
        InputError: the port is taken, naming the process, or may not be used.
    """
    if not 0 <= port <= 65535:
        raise InputError(f"--port {port} is no port; expected 0 (any free one) to 65535")
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((HOST, port))
        found.listen()  # a bind alone succeeds beside another that does not listen yet
    except OSError as error:
        found.close()
        reason = f"is taken by {listener(port)}" if error.errno == 98 else f"cannot be used: {error.strerror}"
        raise InputError(f"port {port} {reason}; pass another --port, or 0 for any free one") from None
    return found


def serve(model: ServedModel, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Answer on a bound socket until Ctrl-C or SIGTERM; requests that are being answered are finished.

    Args:
        model: what answers.
        listening: of `bound`.
        ready: called once when it answers.
    """
    import uvicorn
    from mlflow import pyfunc
    from mlflow.pyfunc import scoring_server

    from fitflow.training import runtime

    runtime.import_keras()  # quietly
    app: Any = scoring_server.init(pyfunc.load_model(model.folder))

    class Announced(uvicorn.Server):
        @contextlib.contextmanager
        def capture_signals(self) -> Generator[None]:
            """As uvicorn's own, but a signal is not raised again at the end: that would count as a second Ctrl-C."""
            before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
            try:
                yield
            finally:
                for number, handler in before.items():
                    signal.signal(number, handler)

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready()

    logging.getLogger("uvicorn").setLevel(logging.ERROR)
    server = Announced(uvicorn.Config(app, log_level="error", access_log=False, timeout_graceful_shutdown=10))
    with (
        Path(os.devnull).open("w") as nowhere,
        contextlib.redirect_stdout(nowhere),  # Keras draws a bar an answer
        contextlib.suppress(KeyboardInterrupt, Interrupted),  # before it answers
    ):
        server.run(sockets=[listening])
