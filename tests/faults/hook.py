"""What goes wrong in a process under test, from outside its code: at the n-th event of a kind it gets a signal.

A fault is `SIGNAL:EVENT:PATTERN:N`, such as `KILL:os.rename:/checkpoint/:7`. Events are Python's audit events with a
file in them (`open`, `os.rename`, ...) and `sql`, a statement that the process gives to SQLite.
"""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import sys
from typing import Any


class _Count:
    left = 0


def install(fault: str) -> None:
    """Watch this process; it cannot be undone. An empty fault is none."""
    if not fault:
        return
    number, event, pattern, count = _parts(fault)
    _Count.left = count
    happen = signal.Signals[f"SIG{number}"]

    def look(name: str, text: str) -> None:
        if name != event or _Count.left <= 0 or not re.search(pattern, text):
            return
        _Count.left -= 1
        if _Count.left == 0:
            os.kill(os.getpid(), happen)

    if event == "sql":
        _watch_sqlite(look)
    else:
        sys.addaudithook(lambda name, arguments: look(name, " ".join(map(str, arguments))) if name == event else None)


def _parts(fault: str) -> tuple[str, str, str, int]:
    number, event, rest = fault.split(":", 2)
    pattern, _, count = rest.rpartition(":")
    return number, event, pattern, int(count)


def _watch_sqlite(look: Any) -> None:
    class Cursor(sqlite3.Cursor):
        def execute(self, sql: str, *arguments: Any) -> Any:
            look("sql", sql)
            return super().execute(sql, *arguments)

        def executemany(self, sql: str, *arguments: Any) -> Any:
            look("sql", sql)
            return super().executemany(sql, *arguments)

    class Connection(sqlite3.Connection):
        def cursor(self, factory: Any = Cursor) -> Any:
            return super().cursor(factory)

        def commit(self) -> None:
            look("sql", "COMMIT")
            super().commit()

    connect = sqlite3.connect

    def watched(*arguments: Any, **options: Any) -> Any:
        return connect(*arguments, **options | {"factory": Connection})

    sqlite3.connect = sqlite3.dbapi2.connect = watched
