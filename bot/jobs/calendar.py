"""Reads a cadence ("1st tue 09:00", or a cron line) and says when it falls next, whatever the clocks do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apscheduler.triggers.cron import CronTrigger

from bot.domain.errors import NotConfigured

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ORDINAL = "1st|2nd|3rd|4th|5th|last"
_ON = re.compile(
    rf"(?:(?P<nth>(?:{_ORDINAL})(?:,(?:{_ORDINAL}))*) )?(?P<weekday>(?:{'|'.join(_DAYS)})(?:,(?:{'|'.join(_DAYS)}))*)"
    r"|(?P<daily>daily|every day)|(?P<weekdays>weekdays)|(?P<day>last|\d{1,2}(?:,\d{1,2})*)"
)
_AT = re.compile(r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)")
_FULL = {
    "monday": "mon", "tuesday": "tue", "wednesday": "wed", "thursday": "thu",
    "friday": "fri", "saturday": "sat", "sunday": "sun",
}  # fmt: skip
_WORDS = "write one such as “1st tue 09:00”, “last fri 17:00”, “mon 09:00”, “daily 08:30”, or a cron line"
#: No zone has ever moved its clocks by more at once, so a wall time this far back is surely not missed.
_LONGEST_SHIFT = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class CronCalendar:
    """A `Calendar` on APScheduler's cron arithmetic, done on wall time and then put into the zone.

    A wall time that the spring change leaves out happens as much later as the clocks jumped; one that the
    autumn change repeats happens the first time only.
    """

    def next(self, cadence: str, timezone: str, after: datetime) -> datetime | None:
        """The first moment after `after` at which `cadence` fires in `timezone`; None if it never does.

        Raises:
            NotConfigured: the cadence or the time zone cannot be read.
        """
        zone = read_zone(timezone)
        triggers = read_cadence(cadence)
        moments = (_next(trigger, zone, after) for trigger in triggers)
        return min((moment for moment in moments if moment is not None), default=None)


def read_zone(name: str) -> ZoneInfo:
    """The time zone of that IANA name.

    Raises:
        NotConfigured: there is none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise NotConfigured(
            f"“{name}” is not a time zone; write an IANA name such as “Europe/Amsterdam” or “UTC”."
        ) from error


def read_cadence(cadence: str) -> tuple[CronTrigger, ...]:
    """The cadence as triggers on wall time: it fires whenever one of them does.

    Raises:
        NotConfigured: it is neither the clock's words nor a cron line.
    """
    words = " ".join(cadence.lower().split())
    words = re.sub(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", lambda found: _FULL[found[0]], words)
    on, _, at = words.rpartition(" ")
    time, day = _AT.fullmatch(at), _ON.fullmatch(on)
    try:
        if time and day:
            return (_trigger(minute=time["minute"], hour=time["hour"], **_fields(day)),)
        parts = words.split()
        if len(parts) == 5:
            return _cron(*parts)
    except (ValueError, TypeError) as error:
        raise NotConfigured(f"The cadence “{cadence}” cannot be read ({error}); {_WORDS}.") from error
    raise NotConfigured(f"The cadence “{cadence}” cannot be read; {_WORDS}.")


def _fields(day: re.Match[str]) -> dict[str, str]:
    if day["daily"]:
        return {}
    if day["weekdays"]:
        return {"day_of_week": "mon-fri"}
    if day["day"]:
        return {"day": day["day"]}
    weekdays = day["weekday"].split(",")
    if not day["nth"]:
        return {"day_of_week": ",".join(weekdays)}
    return {"day": ",".join(f"{nth} {weekday}" for nth in day["nth"].split(",") for weekday in weekdays)}


def _cron(minute: str, hour: str, day: str, month: str, weekday: str) -> tuple[CronTrigger, ...]:
    # Cron counts weekdays from Sunday, APScheduler from Monday; and where a line restricts both the day of the
    # month and the weekday, cron fires on either, APScheduler only on both.
    weekday = re.sub(r"(?<![/\d])[0-7](?!\d)", lambda found: _DAYS[(int(found[0]) + 6) % 7], weekday)
    common = {"minute": minute, "hour": hour, "month": month}
    if day.startswith("*") or weekday.startswith("*"):
        return (_trigger(day=day, day_of_week=_unwrapped(weekday), **common),)
    return (_trigger(day=day, **common), _trigger(day_of_week=_unwrapped(weekday), **common))


def _unwrapped(weekday: str) -> str:
    """`sun-wed`, which cron allows and APScheduler takes for a mistake, day by day."""
    parts: list[str] = []
    for part in weekday.split(","):
        span, slash, step = part.partition("/")
        first, dash, last = span.partition("-")
        if dash and first in _DAYS and last in _DAYS and _DAYS.index(first) > _DAYS.index(last):
            week = (*_DAYS[_DAYS.index(first) :], *_DAYS[: _DAYS.index(last) + 1])
            parts.extend(week[:: int(step) if slash else 1])
        else:
            parts.append(part)
    return ",".join(parts)


def _trigger(**fields: str) -> CronTrigger:
    return CronTrigger(second=0, timezone=UTC, **fields)


def _next(trigger: CronTrigger, zone: ZoneInfo, after: datetime) -> datetime | None:
    wall = after.astimezone(zone).replace(tzinfo=UTC, fold=0) - _LONGEST_SHIFT
    while True:
        fires = trigger.get_next_fire_time(None, wall)
        if fires is None:
            return None
        # fold=0 is the first of two equal wall times, and moves one that does not exist past the jump.
        moment: datetime = fires.replace(tzinfo=zone, fold=0).astimezone(UTC)
        if moment > after:
            return moment
        wall = fires + timedelta(seconds=1)
