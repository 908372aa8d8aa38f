"""Addresses of servers: whether they are reachable, and how they are shown without their secrets."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit, urlunsplit

from fitflow.errors import InputError

TIMEOUT_SECONDS = 2.0


def redact(url: str) -> str:
    """The address with user name, password and query left out: safe for logs, tags and errors."""
    try:
        parts = urlsplit(url)
        if not parts.netloc:
            return url
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
    except ValueError:
        return "(an address that cannot be read)"


def check_reachable(url: str, what: str, setting: str) -> None:
    """Try to open a connection.

    Args:
        url: http or https address.
        what: what listens there, for the error.
        setting: the environment variable that names it.

    Raises:
        InputError: nothing answers within TIMEOUT_SECONDS.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        with socket.create_connection((parts.hostname or "", port), TIMEOUT_SECONDS):
            return
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise InputError(
            f"the {what} at {redact(url)} cannot be reached ({reason}); start it, or unset {setting} to do without"
        ) from None
