"""Settings of a schedule: rules with their fire times, durations, notices."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import yaml

from fitflow import load_recipe
from fitflow.config import Notice, Recipe
from fitflow.errors import InputError
from fitflow.orchestration.schedules.settings import Schedule, notices, parse_interval
from fitflow.system.durations import duration_text


def local(times: list[datetime]) -> list[str]:
    return [time.strftime("%d %H:%M %z") for time in times]


def between(start: str, end: str, **rule: str | None) -> list[str]:
    from fitflow.orchestration.schedules import rules

    parsed = rules.parse_rule(*(rule.get(name) for name in ("cron", "every", "rrule")), timezone="Europe/Berlin")
    if anchor := rule.get("anchor"):
        parsed = parsed.model_copy(update={"anchor_date": datetime.fromisoformat(anchor)})
    return local(rules.times_between(parsed, datetime.fromisoformat(start), datetime.fromisoformat(end)))


@pytest.mark.parametrize(
    "rule",
    [
        {"cron": "0 9 * * *"},
        {"rrule": "FREQ=DAILY;BYHOUR=9;BYMINUTE=0;BYSECOND=0"},
        {"every": "1d", "anchor": "2026-03-01T09:00+01:00"},
    ],
    ids=lambda rule: next(iter(rule)),
)
def test_a_daily_schedule_keeps_its_hour_over_a_change_to_summer_time(rule: dict):
    assert between("2026-03-28", "2026-03-31", **rule) == ["28 09:00 +0100", "29 09:00 +0200", "30 09:00 +0200"]


def test_and_over_the_change_back_once_a_day_although_the_hour_comes_twice():
    days = between("2026-10-24", "2026-10-27", cron="30 2 * * *")
    assert [day[:8] for day in days] == ["24 02:30", "25 02:30", "26 02:30"]
    assert days[0].endswith("+0200") and days[2].endswith("+0100")


def test_an_interval_of_hours_is_of_elapsed_hours():
    times = between("2026-03-29T00:00", "2026-03-29T06:00", every="2h", anchor="2026-03-01T00:00+01:00")
    assert times == ["29 00:00 +0100", "29 03:00 +0200", "29 05:00 +0200"]


def test_more_fire_times_than_prefect_gives_in_one_go():
    assert len(between("2026-01-01", "2026-03-01", cron="0 * * * *")) == 59 * 24 + 1


BAD_RULES = [
    ({}, "exactly one of"),
    ({"cron": "0 2 * * *", "every": "1h"}, "exactly one of"),
    ({"cron": "0 2 * *"}, "not a cron line"),
    ({"cron": "61 * * * *"}, "not a cron line"),
    ({"cron": "0 0 30 2 *"}, "not a cron line"),
    ({"every": "0m"}, "'0m' is too short"),
    ({"every": "5 parsecs"}, "expected for example 90s"),
    ({"every": "-5m"}, "expected for example 90s"),
    ({"rrule": "FREQ=SOMETIMES"}, "not a recurrence rule"),
    ({"rrule": "FREQ=DAILY;UNTIL=20200101T000000"}, "never fires again"),
    ({"cron": "0 2 * * *", "timezone": "Europe/Berln"}, "did you mean 'Europe/Berlin'"),
    ({"cron": "0 2 * * *", "timezone": "Mars/Olympus"}, "unknown time zone"),
]


@pytest.mark.parametrize(("rule", "said"), BAD_RULES, ids=lambda value: str(value)[:40])
def test_a_rule_that_cannot_be_is_refused_in_one_line(rule: dict, said: str):
    from fitflow.orchestration.schedules import rules

    with pytest.raises(InputError, match=said) as caught:
        rules.parse_rule(*(rule.get(name) for name in ("cron", "every", "rrule", "timezone")))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("10m", 600), ("1h30m", 5400), ("1d", 86400), ("2w", 1209600)]
)
def test_a_duration_reads_as_people_write_it(text: str, seconds: int):
    assert parse_interval(text).total_seconds() == seconds


@pytest.mark.parametrize("text", ["45s", "1m30s", "2h", "1d", "7d12h"])
def test_a_time_is_shown_as_it_is_typed(text: str):
    from fitflow.orchestration.schedules import rules

    assert duration_text(parse_interval(text)) == text
    assert rules.text(rules.parse_rule(None, text, None, None)) == f"every {text}"


def test_a_notice_for_each_way_and_a_bound():
    made = notices([], "test_accuracy<0.9", "mail me", "env:HOOK", None)
    assert [notice.on for notice in made] == [("failure", "crash", "metric")] * 2
    assert made[0].command == "mail me" and made[1].webhook == "env:HOOK" and made[1].below == 0.9


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((["failure"], None, None, None, None), "no notification channel"),
        ((["sneeze"], None, "mail", None, None), "'sneeze' is not one of failure, crash, success"),
        (([], "accuracy=1", "mail", None, None), "is not a bound"),
        (([], None, None, "https://user:secret@host/", None), "--notify-webhook"),
        (([], None, None, "https://host/?token=secret", None), "--notify-webhook"),
        (([], None, None, None, "team"), "--notify-block"),
    ],
)
def test_a_notice_that_cannot_be_is_refused_without_telling_a_secret(given: tuple, said: str):
    with pytest.raises(InputError, match=said) as caught:
        notices(*given)
    assert "secret@" not in str(caught.value) and "token=secret" not in str(caught.value)


@pytest.mark.parametrize(
    "values",
    [{}, {"command": "a", "webhook": "https://b"}, {"command": "a", "on": ("metric",)}, {"command": "a", "below": 1}],
)
def test_a_recipes_notice_is_whole(values: dict):
    with pytest.raises(ValueError, match=r"a (notice|bound)"):
        Notice.model_validate(values)


def test_the_deployment_in_prefect_yaml_is_of_the_recipe_as_it_is():
    deployment = yaml.safe_load((Path(__file__).parents[2] / "prefect.yaml").read_text())["deployments"][0]
    assert Recipe.model_validate(deployment["parameters"]["recipe"]) == load_recipe("mnist-dense")
    assert Schedule.model_validate(deployment["parameters"]["schedule"]).source == "mnist-dense"
