"""Parses schedule rules (cron, interval, RRULE) into Prefect's schedules and computes their fire times."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from prefect.client.schemas.schedules import CronSchedule, IntervalSchedule, RRuleSchedule
from pydantic import ValidationError

from fitflow.errors import InputError, nearest
from fitflow.orchestration.schedules.settings import parse_interval
from fitflow.system.durations import duration_text

Rule = CronSchedule | IntervalSchedule | RRuleSchedule
AT_ONCE = 1000  # the most fire times that Prefect's schedules return at once


def parse_rule(cron: str | None, every: str | None, rrule: str | None, timezone: str | None) -> Rule:
    """Return the one rule that is given.

    Args:
        cron: such as ``0 2 * * *``.
        every: such as ``10m``, counted from now.
        rrule: such as ``FREQ=WEEKLY;BYDAY=MO;BYHOUR=9``.
        timezone: the rule's time zone (default UTC).

    Raises:
        InputError: no rule or several, one that is malformed or never fires, or an unknown time zone.
    """
    if [cron, every, rrule].count(None) != 2:
        raise InputError("pass exactly one of --cron '0 2 * * *', --every 10m and --rrule 'FREQ=DAILY;BYHOUR=2'")
    _check_timezone(timezone)
    try:
        if cron is not None:
            rule: Rule = CronSchedule(cron=cron, timezone=timezone or "UTC")
        elif every is not None:
            rule = IntervalSchedule(
                interval=parse_interval(every), anchor_date=_now().replace(microsecond=0), timezone=timezone or "UTC"
            )
        else:
            rule = RRuleSchedule(rrule=rrule or "", timezone=timezone or "UTC")
        never = not next_times(rule, 1)
    except (ValidationError, ValueError) as error:
        raise InputError(_one_line(error, cron, rrule)) from None
    if never:
        raise InputError(f"{text(rule)} never fires again; see the examples in: fitflow schedule add --help")
    return rule


def next_times(rule: Rule, count: int, after: datetime | None = None) -> list[datetime]:
    """The next times that a rule fires, in its time zone."""
    found = asyncio.run(_on_the_server(rule).get_dates(n=count, start=after or _now()))
    return [time.astimezone(zone(rule)) for time in found]


def times_between(rule: Rule, start: datetime, end: datetime) -> list[datetime]:
    """Every time that a rule fires from start to end, both included; times without a zone are in the rule's."""
    clock = zone(rule)
    start, end = (time if time.tzinfo else time.replace(tzinfo=clock) for time in (start, end))
    schedule = _on_the_server(rule)
    found: list[datetime] = []
    while start <= end:
        part = asyncio.run(schedule.get_dates(start=start, end=end))
        found += [time.astimezone(clock) for time in part]
        if len(part) < AT_ONCE:
            break
        start = part[-1] + timedelta(microseconds=1)
    return found


def text(rule: Rule) -> str:
    """A rule in one line, without its time zone."""
    if isinstance(rule, CronSchedule):
        return f"cron {rule.cron}"
    if isinstance(rule, RRuleSchedule):
        return f"rrule {rule.rrule}"
    return f"every {duration_text(rule.interval)}"


def _on_the_server(rule: Rule) -> Any:
    """The same rule as the server's class, which computes fire times."""
    from prefect.server.schemas import schedules as server

    return getattr(server, type(rule).__name__).model_validate(rule.model_dump())


def _check_timezone(name: str | None) -> None:
    if name is None:
        return
    known = available_timezones()
    if name not in known:
        folded = {zone.casefold(): zone for zone in known}
        hint = nearest(name.casefold(), folded) if len(name) > 2 else ""
        close = next((zone for low, zone in folded.items() if repr(low) in hint), None)
        hint = f"did you mean {close!r}?" if close else "expected a name such as Europe/Berlin"
        raise InputError(f"unknown time zone {name!r}: {hint}")


def zone(rule: Rule) -> ZoneInfo:
    """Time zone of a rule (default UTC)."""
    return ZoneInfo(rule.timezone or "UTC")


def _now() -> datetime:
    return datetime.now(ZoneInfo("UTC"))


def _one_line(error: Exception, cron: str | None, rrule: str | None) -> str:
    text = str(error.errors()[0]["msg"]) if isinstance(error, ValidationError) else str(error)
    reason = text.removeprefix("Value error, ").splitlines()[0]
    if cron is not None:
        return f"{cron!r} is not a cron line ({reason}); expected minute, hour, day, month and weekday: '0 2 * * *'"
    return f"{rrule!r} is not a recurrence rule ({reason}); expected for example FREQ=WEEKLY;BYDAY=MO;BYHOUR=9"
