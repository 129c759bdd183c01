"""Cadences fall where people expect them, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.domain.errors import NotConfigured
from bot.jobs.calendar import CronCalendar

CALENDAR = CronCalendar()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("cadence", "after", "expected"),
    [
        ("1st tue 09:00", "2026-11-22T00:00Z", "2026-12-01T09:00Z"),
        ("1st Tuesday 9:00", "2026-11-22T00:00Z", "2026-12-01T09:00Z"),
        ("1st,3rd tue 09:00", "2026-12-02T00:00Z", "2026-12-15T09:00Z"),
        ("last fri 17:00", "2026-11-22T00:00Z", "2026-11-27T17:00Z"),
        ("mon 09:00", "2026-11-22T00:00Z", "2026-11-23T09:00Z"),
        ("mon,thu 09:00", "2026-11-23T09:00Z", "2026-11-26T09:00Z"),
        ("daily 08:30", "2026-11-22T08:30Z", "2026-11-23T08:30Z"),
        ("weekdays 09:00", "2026-11-20T10:00Z", "2026-11-23T09:00Z"),
        ("last 09:00", "2026-02-01T00:00Z", "2026-02-28T09:00Z"),
        ("1,15 09:00", "2026-11-22T00:00Z", "2026-12-01T09:00Z"),
        ("31 09:00", "2026-11-22T00:00Z", "2026-12-31T09:00Z"),
        ("5th mon 09:00", "2026-12-01T00:00Z", "2027-03-29T09:00Z"),
        ("0 9 1 * *", "2026-11-22T00:00Z", "2026-12-01T09:00Z"),
    ],
)
def test_the_clocks_words_and_cron_lines_are_understood(cadence: str, after: str, expected: str) -> None:
    assert CALENDAR.next(cadence, "UTC", moment(after)) == moment(expected)


def test_a_moment_that_is_now_is_not_next() -> None:
    assert CALENDAR.next("1st tue 09:00", "UTC", moment("2026-12-01T09:00Z")) == moment("2027-01-05T09:00Z")


@pytest.mark.parametrize("sunday", ["0 9 * * 0", "0 9 * * 7", "0 9 * * sun", "0 9 * * SUN"])
def test_cron_counts_its_weekdays_from_sunday(sunday: str) -> None:
    assert CALENDAR.next(sunday, "UTC", moment("2026-11-23T00:00Z")) == moment("2026-11-29T09:00Z")


def test_cron_ranges_may_begin_on_sunday() -> None:
    after = moment("2026-11-24T00:00Z")  # a Tuesday
    days = []
    for _ in range(3):
        found = CALENDAR.next("0 9 * * 0-2", "UTC", after)
        assert found is not None
        days.append(found.strftime("%a"))
        after = found
    assert days == ["Tue", "Sun", "Mon"]


def test_cron_fires_on_the_day_of_the_month_or_the_weekday() -> None:
    assert CALENDAR.next("0 9 13 * 5", "UTC", moment("2026-12-07T00:00Z")) == moment("2026-12-11T09:00Z")
    assert CALENDAR.next("0 9 13 * 5", "UTC", moment("2026-12-12T00:00Z")) == moment("2026-12-13T09:00Z")


def test_nine_in_the_morning_stays_nine_when_summer_comes() -> None:
    winter = CALENDAR.next("daily 09:00", "Europe/Amsterdam", moment("2026-03-27T12:00Z"))
    summer = CALENDAR.next("daily 09:00", "Europe/Amsterdam", moment("2026-03-28T12:00Z"))
    assert winter == moment("2026-03-28T08:00Z")
    assert summer == moment("2026-03-29T07:00Z")


def test_a_time_that_the_spring_change_leaves_out_is_not_lost() -> None:
    found = CALENDAR.next("last sun 02:30", "Europe/Amsterdam", moment("2026-03-20T00:00Z"))
    assert found == moment("2026-03-29T01:30Z")  # half past three, summer time


def test_a_time_left_out_is_found_from_within_the_jump_too() -> None:
    found = CALENDAR.next("last sun 02:30", "Europe/Amsterdam", moment("2026-03-29T01:10Z"))
    assert found == moment("2026-03-29T01:30Z")


def test_a_time_that_the_autumn_change_repeats_happens_once() -> None:
    first = CALENDAR.next("daily 02:30", "Europe/Amsterdam", moment("2026-10-24T12:00Z"))
    assert first == moment("2026-10-25T00:30Z")
    assert CALENDAR.next("daily 02:30", "Europe/Amsterdam", first) == moment("2026-10-26T01:30Z")


def test_a_cadence_that_never_fires_says_so() -> None:
    assert CALENDAR.next("0 9 30 2 *", "UTC", moment("2026-11-22T00:00Z")) is None


@pytest.mark.parametrize(
    "cadence", ["", "whenever", "6th tue 09:00", "1st tue 25:00", "0 9 * *", "99 9 * * *", "40 09:00"]
)
def test_what_cannot_be_read_is_named(cadence: str) -> None:
    with pytest.raises(NotConfigured) as refusal:
        CALENDAR.next(cadence, "UTC", moment("2026-11-22T00:00Z"))
    assert f"“{cadence}”" in str(refusal.value)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "Europe"])
def test_an_unknown_time_zone_is_named(zone: str) -> None:
    with pytest.raises(NotConfigured) as refusal:
        CALENDAR.next("1st tue 09:00", zone, moment("2026-11-22T00:00Z"))
    assert f"“{zone}”" in str(refusal.value)
