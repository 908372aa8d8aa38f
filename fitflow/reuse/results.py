"""Cached results of steps by key; a result is valid only while the store's entry that it refers to is undamaged.

A record is a small file `<cache>/v<format>/steps/<key>.json`: the step's parts, its result (a reference), the run that
made it, and the file's own checksum. The reference points into the store. All of it may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from fitflow import tracking
from fitflow.errors import InputError
from fitflow.references import Ref, TrainedRef
from fitflow.reuse.keys import Parts, Step
from fitflow.store import entries
from fitflow.system.files import json_checksum, write_atomic
from fitflow.system.urls import local_folder

FORMAT = 1
KIND = "trained"
AnyRef = TypeVar("AnyRef", bound=Ref)


class Made(BaseModel):
    """The run that made a result, when (seconds since the epoch), and how long it took."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    run_id: str = ""
    flow_run_id: str = ""
    tracking_uri: str = ""
    recipe: str = ""
    at: float = 0.0
    seconds: float = 0.0


class Record(BaseModel):
    """The result of one step."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    key: str
    step: str
    parts: Parts
    result: dict[str, Any]
    made: Made

    def folder(self) -> Path | None:
        """Return the folder of the store's entry that the result refers to, or None."""
        path = self.result.get("path")
        if not path:
            return None
        return Path(path) if not Path(path).suffix else Path(path).parent

    def of_this_store(self) -> bool:
        """Return whether the run that made it is in this MLflow store; stores of other projects are not readable."""
        return self.made.tracking_uri == tracking.tracking_uri()


class Unusable(Exception):
    """A record that cannot be used, and why."""


def folder() -> Path:
    """Return the folder of the records."""
    return entries.root() / "steps"


def find(step: Step, kind: type[AnyRef]) -> tuple[AnyRef, Record] | None:
    """Return the valid result of a step, or None, and update its time of use.

    Raises:
        Unusable: the step has doubts, or its record is invalid; an invalid record is deleted unless it is from a newer
            fitflow.
    """
    if step.doubts:
        raise Unusable(f"neither reused nor cached: {'; '.join(step.doubts)}")
    path = folder() / f"{step.key}.json"
    if not path.exists():
        return None
    try:
        record = read(path)
        ref = kind.model_validate(record.result)
    except ValidationError:
        _drop(path, f"{path} is not a result of this step")
    except Unusable as error:
        _drop(path, str(error))
    entry = record.folder()
    wrong = entries.fault(entry) if entry else None
    if wrong is not None:
        _drop(path, wrong)
    with contextlib.suppress(OSError):  # the cache may be deleted at any time
        for used in (path, *([entry / entries.MANIFEST] if entry else [])):
            os.utime(used)
    return ref, record


def keep(step: Step, ref: AnyRef, made: Made) -> AnyRef:
    """Keep the result of a step and its files; return the reference to use from now on.

    Raises:
        InputError: the folder is not writable or the disk is full.
    """
    path = folder() / f"{step.key}.json"
    if step.doubts or _is_newer(path):
        return ref
    if isinstance(ref, TrainedRef):
        ref = _stored(ref)
    document = {"format": FORMAT, "key": step.key, "step": step.name, "parts": step.parts}
    document |= {"result": ref.model_dump(mode="json"), "made": made.model_dump()}
    _write(path, document)
    return ref


def read(path: Path) -> Record:
    """Read a record.

    Raises:
        Unusable: it is damaged, altered or from a newer fitflow.
    """
    try:
        document = json.loads(path.read_text())
        if document.get("format", 0) > FORMAT:
            raise Unusable(f"{path} was written by a newer fitflow and is left alone")
        if document.pop("sha256") != json_checksum(document):
            raise Unusable(f"{path} was altered")
        return Record.model_validate(document)
    except (OSError, ValueError, KeyError, AttributeError):
        raise Unusable(f"{path} cannot be read") from None


def records() -> Iterator[Record]:
    """Yield all readable records."""
    for path in sorted(folder().glob("*.json")):
        try:
            yield read(path)
        except Unusable:
            continue


def artifact_is_there(location: str, name: str) -> bool:
    """Return whether an artifact exists on this machine; True for one on a server, which is not queried."""
    folder = local_folder(location)
    return folder is None or (folder / name).is_file()


def forget(key: str) -> None:
    """Delete a record; the store's entry stays until it is cleared."""
    (folder() / f"{key}.json").unlink(missing_ok=True)


def now(**facts: str) -> Made:
    """Return a `Made` with the current time."""
    return Made(at=time.time(), **facts)  # pyright: ignore[reportArgumentType] - texts by name


def _drop(path: Path, reason: str) -> NoReturn:
    """Delete a record, unless it is from a newer fitflow.

    Raises:
        Unusable: always, with the reason.
    """
    if _is_newer(path):
        raise Unusable(reason)
    path.unlink(missing_ok=True)
    raise Unusable(f"{reason}; recomputed")


def _is_newer(path: Path) -> bool:
    try:
        return json.loads(path.read_text()).get("format", 0) > FORMAT
    except (OSError, ValueError, AttributeError, TypeError):
        return False


def _stored(trained: TrainedRef) -> TrainedRef:
    """Put a trained network and its last checkpoint into the store, under the digest of both."""
    model, checkpoint = Path(trained.path), Path(trained.checkpoint)
    key = entries.key_of(model=trained.digest, checkpoint=checkpoint.name)
    entry = entries.put(KIND, key, {}, {"epochs": trained.epochs}, {"model": model, "checkpoint": checkpoint})
    if model.parent != entry.path:
        model.unlink(missing_ok=True)  # the checkpoint stays: a run that is stopped later resumes from it
    return trained.model_copy(update={"path": str(entry.file("model")), "checkpoint": str(entry.file("checkpoint"))})


def _write(path: Path, document: dict[str, Any]) -> None:
    try:
        write_atomic(path, json.dumps(document | {"sha256": json_checksum(document)}))
    except OSError as error:
        raise InputError(
            f"cannot write to the cache {path.parent}: {error.strerror or error}; "
            "free some space (fitflow cache clear) or set FITFLOW_CACHE_DIR to a writable folder"
        ) from None
