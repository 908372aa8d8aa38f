"""A PostgreSQL server of a test's own, from the system's packages, on loopback."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.room import free_port

USER = "postgres"


def programs() -> Path:
    """The newest installed server's folder of programs; the test is skipped where there is none."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if not folders:
        pytest.skip("no PostgreSQL server is installed: apt-get install postgresql")
    return folders[-1].parent


@contextmanager
def running(folder: Path, *databases: str) -> Iterator[int]:
    """A server with these databases; gives its port. PostgreSQL refuses to run as root: then it runs as `postgres`."""
    where, port = programs(), free_port()
    data = folder / "data"
    as_user = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"] if os.geteuid() == 0 else []
    data.mkdir(parents=True)
    if as_user:
        shutil.chown(data, USER, USER)
        for parent in [folder, *folder.parents]:  # a temporary folder of root's is closed to others
            if parent.stat().st_uid == 0 and not parent.stat().st_mode & 0o001:
                parent.chmod(parent.stat().st_mode | 0o011)
    initdb = [str(where / "initdb"), "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run([*as_user, *initdb], check=True, capture_output=True, cwd="/")
    options = ["-h", "127.0.0.1", "-p", str(port), "-k", str(data), "-c", "fsync=off"]
    server = subprocess.Popen(
        [*as_user, str(where / "postgres"), "-D", str(data), *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
    )
    try:
        until_ready(where, port)
        for name in databases:
            create = [str(where / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", USER, name]
            subprocess.run(create, check=True, capture_output=True, cwd="/")
        yield port
    finally:
        server.terminate()
        server.wait(30)


def until_ready(where: Path, port: int) -> None:
    """Return when the server answers."""
    ask = [str(where / "pg_isready"), "-h", "127.0.0.1", "-p", str(port)]
    deadline = time.monotonic() + 60
    while subprocess.run(ask, capture_output=True).returncode != 0:
        assert time.monotonic() < deadline, "PostgreSQL did not answer in time"
        time.sleep(0.1)
