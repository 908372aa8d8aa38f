"""Settings of a schedule besides its rule: overlap and catch-up policies, and notices."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import timedelta
from typing import Any, Literal

from pydantic import Field, ValidationError

from fitflow.config import Event, Notice, Part
from fitflow.errors import InputError
from fitflow.system.durations import parse_duration

Overlap = Literal["skip", "queue-one", "cancel-old", "allow"]
CatchUp = Literal["none", "last", "all"]


class Schedule(Part):
    """Policies and notices of one schedule."""

    source: str | None = Field(
        default=None, description="The recipe's name or file, which must still exist when a run starts."
    )
    overlap: Overlap = Field(
        default="skip", description="What a run does when an earlier run of its schedule is still running."
    )
    catch_up: CatchUp = Field(
        default="last", description="Which missed runs to make up for: none, the last one or all."
    )
    grace_seconds: float = Field(default=60.0, ge=0, description="A run that starts later than this counts as missed.")
    notify: tuple[Notice, ...] = Field(default=(), description="Notices, in addition to the recipe's.")


def parse_interval(text: str) -> timedelta:
    """Parse a duration of at least a second.

    Raises:
        InputError: malformed, or shorter.
    """
    duration = parse_duration(text)
    if duration < timedelta(seconds=1):
        raise InputError(f"{text!r} is too short; the shortest interval is 1s")
    return duration


def notices(
    events: Collection[str], bound: str | None, command: str | None, webhook: str | None, block: str | None
) -> tuple[Notice, ...]:
    """Return a notification for each channel that is given, all for the same events.

    Args:
        events: if empty, failure and crash.
        bound: such as ``test_accuracy<0.9``.
        command, webhook, block: see `Notice`.

    Raises:
        InputError: an invalid event, bound or address.
    """
    channels = {name: value for name, value in (("command", command), ("webhook", webhook), ("block", block)) if value}
    if not channels:
        if events or bound:
            raise InputError("no notification channel; add --notify-command, --notify-webhook or --notify-block")
        return ()
    limits = _bound(bound) if bound else {}
    on: list[Any] = [*(events or ("failure", "crash")), *(["metric"] if bound else [])]
    known = Event.__args__  # type: ignore[attr-defined]
    if unknown := [event for event in on if event not in known]:
        raise InputError(f"--notify-on: {unknown[0]!r} is not one of {', '.join(known[:-1])}")
    try:
        return tuple(Notice.model_validate({"on": on, **limits, way: value}) for way, value in channels.items())
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(step) for step in first["loc"])
        # Without the value, which may be a secret.
        raise InputError(f"--notify-{key or 'on'}: {first['msg'].removeprefix('Value error, ')}") from None


def _bound(text: str) -> dict[str, Any]:
    match = re.fullmatch(r"\s*(\w+)\s*([<>])\s*(-?[\d.]+(?:e-?\d+)?)\s*", text)
    if match is None:
        raise InputError(f"--notify-if {text!r} is not a bound; for example: --notify-if 'test_accuracy<0.9'")
    metric, sign, value = match.groups()
    return {"metric": metric, "below" if sign == "<" else "above": float(value)}
