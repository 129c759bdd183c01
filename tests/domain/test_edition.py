"""What is owed keeps its id for ever, and an edition its name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.domain.edition import Delivery, DeliveryState, delivery_id, extra_period, period_name
from bot.domain.paper import PaperRef
from bot.domain.team import Person, Place, Platform

PLACE = Place("slack", "T1", "C1", "zh")


def test_a_debt_has_the_id_that_it_had_when_it_was_written() -> None:
    """Another id for what is in the outbox would post it again."""
    assert delivery_id("edition", "edition:1", PLACE, 0, 0) == "64a6ba5ff4fffc32812dcfab"


def test_every_part_of_a_debt_makes_it_another_debt() -> None:
    ids = {
        delivery_id("edition", "edition:1", PLACE, 0, 0),
        delivery_id("correction", "edition:1", PLACE, 0, 0),
        delivery_id("edition", "edition:2", PLACE, 0, 0),
        delivery_id("edition", "edition:1", replace(PLACE, language="en"), 0, 0),
        delivery_id("edition", "edition:1", PLACE, 1, 0),
        delivery_id("edition", "edition:1", PLACE, 0, 1),
    }
    assert len(ids) == 6
    assert {len(each) for each in ids} == {24}, "Discord takes 25 characters for a nonce"


def test_a_claimed_delivery_is_sending_under_its_attempt() -> None:
    at = datetime(2026, 11, 3, tzinfo=UTC)
    claimed = Delivery("d", "edition", "edition:1", PLACE, 0, "{}").under(2, at)
    assert (claimed.state, claimed.attempt, claimed.attempted_at) == (DeliveryState.SENDING, 2, at)


@pytest.mark.parametrize(
    ("ref", "period"),
    [
        ("2103.10385", "2026-11-03-2103.10385"),
        ("doi:10.1145/3442188.3445922", "2026-11-03-doi-10.1145-3442188.3445922"),
        ("https://lab.example/a/", "2026-11-03-https-lab.example-a"),
        (f"https://lab.example/{'x' * 100}", f"2026-11-03-https-lab.example-{'x' * 62}"),
    ],
)
def test_an_extra_is_called_after_its_day_and_paper(ref: str, period: str) -> None:
    assert extra_period(date(2026, 11, 3), PaperRef.parse(ref)) == period


@pytest.mark.parametrize(
    ("period", "name"),
    [
        ("2021-06", "June 2021"),
        ("2026-11-03-2103.10385", "extra of 3 November 2026"),
        ("2026-13", "2026-13"),
        ("2026-02-30-2103.10385", "2026-02-30-2103.10385"),
        ("spring", "spring"),
    ],
)
def test_a_period_is_said_as_people_say_it(period: str, name: str) -> None:
    assert period_name(period) == name


@pytest.mark.parametrize(
    ("platform", "account"), [("slack", "U1"), ("discord", "22"), ("web", "Anna"), ("terminal", "Anna")]
)
def test_a_person_is_known_to_each_platform_by_its_own_account(platform: Platform, account: str) -> None:
    assert Person("Anna", slack="U1", discord="22").account(platform) == account


def test_who_has_no_account_there_is_not_known_there_by_name() -> None:
    assert Person("Anna").account("discord") is None
    assert Person("Anna").account("slack") is None
