"""Secrets in what people, logs and records will read: passwords in addresses, tokens among arguments and options."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

HIDDEN = "***"
_WORD = (
    r"[\w.-]*(?:password|passwd|token|secret|api[_-]?key|access[_-]?key|private[_-]?key|credential|auth(?!or))[\w.-]*"
)
# user:password@ of an address; a password may hold a slash although it should not, a port may be followed by one.
_USER = re.compile(r"(?<=://)(?:[^/\s'\"]+|[^/\s'\":]*:(?!\d+/)[^\s'\"]+)@")
_QUERY = re.compile(rf"([?&]{_WORD}=)[^&\s'\"]+", re.IGNORECASE)
_NAMED = re.compile(rf"((?:--?)?{_WORD}=).*", re.IGNORECASE | re.DOTALL)
_OPTION = re.compile(rf"--?{_WORD}", re.IGNORECASE)


def redact_text(text: str) -> str:
    """The text with user names, passwords and tokens of all addresses in it hidden."""
    return _QUERY.sub(rf"\1{HIDDEN}", _USER.sub(f"{HIDDEN}@", text))


def redact_arguments(arguments: Sequence[str]) -> list[str]:
    """A command line with addresses redacted, and the values of options that by their name are secrets."""
    shown: list[str] = []
    follows = False
    for argument in arguments:
        shown.append(HIDDEN if follows else _NAMED.sub(rf"\1{HIDDEN}", redact_text(argument)))
        follows = _OPTION.fullmatch(argument) is not None
    return shown


def found_in(values: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """The dotted names of values, however deep, that are secrets by their name or hold an address with a password."""
    for name, value in values.items():
        if isinstance(value, str) and (_OPTION.fullmatch(f"-{name}") or redact_text(value) != value):
            yield prefix + name
        elif isinstance(value, Mapping):
            yield from found_in(value, f"{prefix}{name}.")
        elif isinstance(value, list | tuple):
            yield from found_in({str(place): item for place, item in enumerate(value)}, f"{prefix}{name}.")


def redact_logs() -> None:
    """From now on no log record of any library in this process holds an address with a password."""
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
    except (TypeError, ValueError):  # the library's own mistake, which logging reports when it formats
        return record
    if "://" in message:
        record.msg, record.args = redact_text(message), ()
    if record.exc_info and record.exc_info[0] is not None:
        record.exc_text = redact_text(logging.Formatter().formatException(record.exc_info))
    return record
