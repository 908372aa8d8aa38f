"""Redact secrets from output, logs and records: passwords in URLs, tokens in arguments and options."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

HIDDEN = "***"
_WORD = (
    r"[\w.-]*(?:password|passwd|token|secret|api[_-]?key|access[_-]?key|private[_-]?key|credential|auth(?!or))[\w.-]*"
)
# user:password@ in a URL. A password may contain a slash although it should not; a port may be followed by one.
_USER = re.compile(r"(?<=://)(?:[^/\s'\"]+|[^/\s'\":]*:(?!\d+/)[^\s'\"]+)@")
_QUERY = re.compile(rf"([?&]{_WORD}=)[^&\s'\"]+", re.IGNORECASE)
_NAMED = re.compile(rf"((?:--?)?{_WORD}=).*", re.IGNORECASE | re.DOTALL)
_OPTION = re.compile(rf"--?{_WORD}", re.IGNORECASE)


def redact_text(text: str) -> str:
    """Hide user names, passwords and tokens in all URLs of a text."""
    return _QUERY.sub(rf"\1{HIDDEN}", _USER.sub(f"{HIDDEN}@", text))


def redact_arguments(arguments: Sequence[str]) -> list[str]:
    """Redact URLs in a command line, and the values of options whose names suggest secrets."""
    shown: list[str] = []
    follows = False
    for argument in arguments:
        shown.append(HIDDEN if follows else _NAMED.sub(rf"\1{HIDDEN}", redact_text(argument)))
        follows = _OPTION.fullmatch(argument) is not None
    return shown


def found_in(values: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Yield the dotted names of nested values that have a secret's name or contain a URL with a password."""
    for name, value in values.items():
        if isinstance(value, str) and (_OPTION.fullmatch(f"-{name}") or redact_text(value) != value):
            yield prefix + name
        elif isinstance(value, Mapping):
            yield from found_in(value, f"{prefix}{name}.")
        elif isinstance(value, list | tuple):
            yield from found_in({str(place): item for place, item in enumerate(value)}, f"{prefix}{name}.")


def redact_logs() -> None:
    """Redact URLs in all later log records of this process, whichever library writes them."""
    make = logging.getLogRecordFactory()
    if make is _redacted:
        return
    _previous.append(make)
    logging.setLogRecordFactory(_redacted)


_previous: list[Any] = []


def _redacted(*arguments: Any, **options: Any) -> logging.LogRecord:
    record: logging.LogRecord = _previous[-1](*arguments, **options)
    try:
        message = record.getMessage()
    except (TypeError, ValueError):  # the library's bug; logging reports it when it formats the record
        return record
    if "://" in message:
        record.msg, record.args = redact_text(message), ()
    if record.exc_info and record.exc_info[0] is not None:
        record.exc_text = redact_text(logging.Formatter().formatException(record.exc_info))
    return record
