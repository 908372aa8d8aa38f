"""Prefect's REST API over plain HTTP, for commands that must be quick: importing Prefect's client takes a second."""

from __future__ import annotations

import base64
import json
import os
import time
import urllib.error
import urllib.request
from importlib import metadata
from typing import Any

from fitflow.errors import InputError
from fitflow.system.urls import parted, redact

TIMEOUT_SECONDS = 10.0
BUSY = 503  # another process writes to Prefect's SQLite database
BUSY_SECONDS = 20.0


class Refused(InputError):
    """The API answered with an error; `status` is the HTTP status."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


def call(url: str, method: str, path: str, body: Any = None) -> Any:
    """Send a request to the API; returns the JSON of its answer.

    Args:
        url: the API's URL, ending in /api.
        method: GET, POST, PATCH or DELETE.
        path: such as /flow_runs/filter.
        body: sent as JSON.

    Raises:
        InputError: the API does not answer.
        Refused: the API answers with an error.
    """
    data = None if body is None else json.dumps(body).encode()
    plain, login = parted(url)
    request = urllib.request.Request(f"{plain.rstrip('/')}{path}", data, login | _headers(), method=method)
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            return _answer(url, request)
        except Refused as refused:
            if refused.status != BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def _answer(url: str, request: urllib.request.Request) -> Any:
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
            text = answer.read()
            return json.loads(text) if text else None
    except urllib.error.HTTPError as error:
        detail = error.read().decode(errors="replace")[:200]
        what = f"{request.get_method()} {request.selector}"
        raise Refused(f"the Prefect API refused {what}: {error.code} {detail}", error.code) from None
    except (urllib.error.URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        raise InputError(f"the Prefect API at {redact(url)} does not answer ({reason}); see: fitflow status") from None


def check_version(url: str) -> None:
    """Refuse a server that is older than this Prefect: it may not know some requests.

    Raises:
        InputError: names both versions and the fix.
    """
    own = metadata.version("prefect")
    try:
        theirs = str(call(url, "GET", "/admin/version"))
    except Refused:
        return  # Prefect Cloud keeps its version to itself
    if _minor(theirs) < _minor(own):
        raise InputError(
            f"the Prefect server at {redact(url)} is version {theirs}, older than this Prefect {own}; update it there "
            f"(pip install prefect=={own}, prefect server start), or unset PREFECT_API_URL to do without"
        )


def _minor(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2] if part.isdigit())


def _headers() -> dict[str, str]:
    headers = {"Content-Type": "application/json"}
    if key := os.environ.get("PREFECT_API_KEY"):
        headers["Authorization"] = f"Bearer {key}"
    elif login := os.environ.get("PREFECT_API_AUTH_STRING"):
        headers["Authorization"] = f"Basic {base64.b64encode(login.encode()).decode()}"
    return headers
