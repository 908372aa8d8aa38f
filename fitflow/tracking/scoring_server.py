"""Run MLflow's scoring server in this process: the application that `mlflow models serve` runs."""

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
    """Return a socket that listens on a port of 127.0.0.1; 0 chooses a free one.

    Raises:
        InputError: the port is taken (the message names the process), or not allowed.
    """
    if not 0 <= port <= 65535:
        raise InputError(f"--port {port} is not a port; expected 0 (any free port) to 65535")
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((HOST, port))
        found.listen()  # bind alone succeeds beside another socket that does not listen yet
    except OSError as error:
        found.close()
        reason = f"is taken by {listener(port)}" if error.errno == 98 else f"cannot be used: {error.strerror}"
        raise InputError(f"port {port} {reason}; pass another --port, or 0 for any free port") from None
    return found


def serve(model: ServedModel, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Serve a model until Ctrl-C or SIGTERM; running requests are completed.

    Args:
        model: the model to serve.
        listening: the socket from `bound`.
        ready: called once when the server answers.
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
            """Handle signals as uvicorn does, without raising them again at the end, as a second Ctrl-C."""
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
        contextlib.redirect_stdout(nowhere),  # Keras prints a progress bar per request
        contextlib.suppress(KeyboardInterrupt, Interrupted),  # during start-up
    ):
        server.run(sockets=[listening])
