"""Server URLs: check that they are reachable, and redact their secrets."""

from __future__ import annotations

import base64
import http.client
import socket
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from fitflow.errors import InputError

TIMEOUT_SECONDS = 2.0


def redact(url: str) -> str:
    """Remove user name, password and query from a URL: safe for logs, tags and errors."""
    try:
        parts = urlsplit(url)
        if not parts.netloc:
            return url
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
    except ValueError:
        return "(an address that cannot be read)"


def parted(url: str) -> tuple[str, dict[str, str]]:
    """Split a URL into one without credentials and the HTTP header with them; urllib accepts them only that way."""
    parts = urlsplit(url)
    login, _, place = parts.netloc.rpartition("@")
    plain = urlunsplit((parts.scheme, place, parts.path, parts.query, ""))
    if not login:
        return plain, {}
    return plain, {"Authorization": f"Basic {base64.b64encode(unquote(login).encode()).decode()}"}


def local_folder(location: str) -> Path | None:
    """The folder on this machine that a file URL or a plain path names; None for an address on a server."""
    parts = urlsplit(location)
    if parts.scheme == "file":
        return Path(unquote(parts.path))
    return None if parts.scheme else Path(location)


def check_reachable(url: str, what: str, setting: str) -> None:
    """Try to open a connection.

    Args:
        url: http or https URL.
        what: name of the server, for the error.
        setting: environment variable that holds the URL.

    Raises:
        InputError: not a URL, or no answer within TIMEOUT_SECONDS.
    """
    _check_address(url, what, setting)
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        with socket.create_connection((parts.hostname or "", port), TIMEOUT_SECONDS):
            return
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise InputError(
            f"the {what} at {redact(url)} cannot be reached ({reason}); start it, or unset {setting} to run without it"
        ) from None


def check_is_json_api(url: str, path: str, what: str, setting: str, expected: str) -> None:
    """Request JSON from a server, to detect that something else listens there.

    Args:
        url: http or https URL.
        path: path that a server of the right kind answers with JSON.
        what, setting: as for `check_reachable`.
        expected: example of a valid value of the setting.

    Raises:
        InputError: the server answers with a web page, or 404.
    """
    plain, headers = parted(url)
    try:
        request = urllib.request.Request(plain.rstrip("/") + path, headers=headers)
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
            is_json = answer.headers.get_content_type() == "application/json"
    except urllib.error.HTTPError as error:
        is_json = error.code != 404  # it may need authentication, which its own client reports
    except (OSError, ValueError, http.client.HTTPException):
        return  # a certificate or proxy problem: its own client handles these better
    if not is_json:
        raise InputError(f"the server at {redact(url)} is not the {what}; expected for example {setting}={expected}")


def _check_address(url: str, what: str, setting: str) -> None:
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_address = False
    if not is_address:
        raise InputError(f"{setting}={redact(url)} is not a URL of the {what}; expected http://HOST:PORT, or unset it")
